"""What sets of pictures are compared by: any function from uint8 pictures to features."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from training.model_folder import ModelError

Features = Callable[[np.ndarray], np.ndarray]  # uint8 [N, H, W, 3] to [N, D]
AT_ONCE = 32


def inception_features(file: Path) -> Features:
    """Of a TorchScript file that takes uint8 [N, 3, H, W] and answers [N, D], such as NVIDIA's inception-2015-12-05.pt, which
    holds the network of the FID and resizes by itself; softpa brings no weights. Raises ModelError where it does not open.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        network = torch.jit.load(file, map_location=device).eval()
    except (OSError, ValueError, RuntimeError) as cause:
        said = str(cause).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"{file} does not open as TorchScript ({said}): name such a file as features=, or none."
        ) from cause
    # NVIDIA's answers the classes' logits unless it is asked for pool3.
    names = [argument.name for argument in network.forward.schema.arguments]
    how = {"return_features": True} if "return_features" in names else {}

    @torch.inference_mode()
    def features(pixels_NHW3: np.ndarray) -> np.ndarray:
        found = []
        for at in range(0, len(pixels_NHW3), AT_ONCE):
            pixels_B3HW = torch.from_numpy(pixels_NHW3[at : at + AT_ONCE]).permute(0, 3, 1, 2).contiguous().to(device)
            found.append(network(pixels_B3HW, **how).flatten(1).float().cpu().numpy())
        return np.concatenate(found)

    return features
