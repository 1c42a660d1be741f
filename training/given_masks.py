"""Masks from a file, a row of the shards each, in place of those that the network marks: for experiments that ask what a
mask is worth. A Parquet file of `key` and `mask`, the latent's h x w pixels as bytes of 0 and 1, line after line."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from torch import Tensor

from training.contract import ShardError

GivenMasks = Mapping[str, bytes]


def write_masks(path: Path, masks: Mapping[str, np.ndarray]) -> None:
    """M_hw, bool, by key."""
    rows = [{"key": key, "mask": M_hw.astype(np.uint8).tobytes()} for key, M_hw in masks.items()]
    pq.write_table(pa.Table.from_pylist(rows), path)


def read_masks(path: Path) -> GivenMasks:
    """Raises ShardError where the file does not read."""
    try:
        return {row["key"]: row["mask"] for row in pq.read_table(path, columns=["key", "mask"]).to_pylist()}
    except (pa.ArrowException, OSError) as cause:
        raise ShardError(f"{path} does not read as a Parquet file of key and mask: write it again.") from cause


def masks_of(masks: GivenMasks, keys: Sequence[str], z0_BChw: Tensor) -> Tensor:
    """M_B1hw of the rows with these keys. Raises ShardError where one is missing, or of another size."""
    h, w = z0_BChw.shape[2:]
    found = []
    for key in keys:
        mask = masks.get(key)
        if mask is None or len(mask) != h * w:
            seen = "no mask" if mask is None else f"a mask of {len(mask)} pixels"
            raise ShardError(f"Saw {seen} of row {key} where masks= was given, wanted {h} x {w} pixels of every row.")
        found.append(np.frombuffer(mask, np.uint8).reshape(1, h, w))
    return torch.from_numpy(np.stack(found)).to(z0_BChw)
