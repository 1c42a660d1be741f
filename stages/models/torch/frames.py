"""Messages on a pipe, as `frames.ts` has them on the other side: the length of a JSON text as uint32, the text, and the
tensors that it lists, their bytes one behind the other. All numbers are little-endian."""

from __future__ import annotations

import json
import struct
from typing import BinaryIO

import torch

DTYPES = {"float32": torch.float32, "uint8": torch.uint8, "int32": torch.int32, "int64": torch.int64}
NAMES = {dtype: name for name, dtype in DTYPES.items()}

Tensors = dict[str, torch.Tensor]


def read_frame(pipe: BinaryIO) -> tuple[dict, Tensors] | None:
    """The JSON text and its tensors by name; None where the pipe ends."""
    length = pipe.read(4)
    if len(length) < 4:
        return None
    header = json.loads(pipe.read(struct.unpack("<I", length)[0]))
    return header, {said["name"]: read_tensor(pipe, said) for said in header.pop("tensors", [])}


def read_tensor(pipe: BinaryIO, said: dict) -> torch.Tensor:
    tensor = torch.empty(said["shape"], dtype=DTYPES[said["type"]])
    if pipe.readinto(memoryview(tensor.numpy()).cast("B") if tensor.numel() else b"") != tensor.nbytes:
        raise EOFError("The pipe ended within a message.")
    return tensor


def write_frame(pipe: BinaryIO, header: dict, tensors: Tensors | None = None) -> None:
    whole = {name: tensor.cpu().contiguous() for name, tensor in (tensors or {}).items()}
    said = [{"name": name, "type": NAMES[t.dtype], "shape": list(t.shape)} for name, t in whole.items()]
    text = json.dumps({**header, "tensors": said}).encode()
    pipe.write(struct.pack("<I", len(text)) + text)
    pipe.writelines(tensor.numpy().tobytes() for tensor in whole.values())
    pipe.flush()
