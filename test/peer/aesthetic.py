"""What torch makes of LAION's heads, and files that are not quite such heads. Usage: aesthetic.py <heads> <out>

<heads> holds LAION's two .pth and ten embeddings. Prints JSON: the ten scores of v1 and v2.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

heads, out = Path(sys.argv[1]), Path(sys.argv[2])
samples_BD = torch.from_numpy(np.concatenate([np.load(heads / f"vit_l_14_rating{i}.npy") for i in range(10)]))
v1 = torch.load(heads / "sa_0_4_vit_l_14_linear.pth", map_location="cpu")
v2 = torch.load(heads / "sac+logos+ava1-l14-linearMSE.pth", map_location="cpu")


def score(*layers):
    x_BD = samples_BD
    for weight, bias in layers:
        x_BD = nn.functional.linear(x_BD, weight, bias)
    return x_BD[:, 0].tolist()


def cast(tensors, dtype):
    return {name: tensor.to(dtype) for name, tensor in tensors.items()}


scores = {
    "v1": score((v1["weight"], v1["bias"])),
    "v2": score(*((v2[f"layers.{i}.weight"], v2[f"layers.{i}.bias"]) for i in (0, 2, 4, 6, 7))),
}

save_file(v1, out / "float.safetensors")
save_file(cast(v1, torch.float16), out / "half.safetensors")
save_file(cast(v1, torch.int32), out / "integers.safetensors")
save_file(v2, out / "v2.safetensors")
torch.save(v2, out / "v2.pth")
torch.save(cast(v1, torch.float64), out / "double.pth")
torch.save(cast(v1, torch.float16), out / "half.pth")
# A view into the middle of a larger storage, as an optimiser's flat buffer is.
flat = torch.cat([torch.zeros(5), v1["weight"][0], v1["bias"]])
torch.save({"weight": flat[5:773].view(1, 768), "bias": flat[773:]}, out / "view.pth")

torch.save(cast(v1, torch.bfloat16), out / "bfloat.pth")
torch.save({**v2, "layers.0.weight": v2["layers.0.weight"].t().contiguous().t()}, out / "transposed.pth")
torch.save(nn.Linear(768, 1), out / "module.pth")
torch.save({"state_dict": v1}, out / "nested.pth")
torch.save(v1, out / "old.pth", _use_new_zipfile_serialization=False)
torch.save({**v1, "weight": torch.full((1, 768), torch.nan)}, out / "nan.pth")
torch.save({**v2, "layers.4.bias": torch.zeros(63)}, out / "misfit.pth")
places = {"0": 0, "2": 3, "4": 6, "6": 9, "7": 11}
relu = {f"layers.{places[name.split('.')[1]]}.{name.split('.')[2]}": tensor for name, tensor in v2.items()}
torch.save(relu, out / "relu.pth")


class Hostile:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"touch '{self.marker}'",)


marker = out / "executed"
torch.save({**v1, "weight": Hostile(marker)}, out / "hostile.pth")
# Python executes it: the file is as hostile as it should be.
torch.load(out / "hostile.pth", weights_only=False)
marker.unlink()
print(json.dumps(scores))
