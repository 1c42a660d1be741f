"""Latents and text states that were computed once, for the loader to read in place of pictures and prompts.

    plan = CachePlan(Path("out/cache"), loader.shards, digest_of_model(folder), side, flip)
    encode_shards(plan, encoders)
    loader.cache = open_cache(plan)

Every sidecar belongs to one shard, model and size of picture, by digests in its name: where one of them changes,
others are wanted and made, and a run that still reads the old ones is not disturbed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch

from training.batch import Planned, texts_of
from training.contract import PROJECTION, ShardError
from training.shards import Shards, path_of, read_group
from training.sidecar import (
    TEXTS_PER_GROUP,
    CachePlan,
    Sidecar,
    array_of,
    bytes_of,
    note_in,
)

# Of text states, kept for later rows: a world of few words fits whole, of a web of many only what comes next is there.
KEPT_BYTES = 256 * 2**20
KEPT_FOOTERS = 64
WITHOUT_IMAGE = tuple(name for name in PROJECTION if name != "image")


class CacheError(ShardError):
    """A cache cannot be read; one sentence says what was seen, wanted, and to do."""


@dataclass(frozen=True)
class LatentCache:
    """The sidecars of a dataset, by the paths of its shards; `states` and `footer` remember what they read last."""

    shards: Shards
    sidecars: dict[str, Sidecar]
    z0_shape: tuple[int, ...]  # C, h, w
    footer: Callable[[Path], pq.FileMetaData]
    states: Callable[[Path, int], tuple[list[str], np.ndarray]]


def open_cache(plan: CachePlan) -> LatentCache:
    """Raises CacheError where a sidecar is missing or says that it was made from something else."""
    sidecars = {path: plan.sidecar(file) for file, (_, path) in enumerate(plan.shards.files)}
    for file, sidecar in enumerate(sidecars.values()):
        check(plan, file, sidecar.rows)
        check(plan, file, sidecar.texts)
    first = next(iter(sidecars.values()))
    z0_shape, text_shape = (tuple(note_in(read_footer(path))["shape"]) for path in (first.rows, first.texts))
    footer = lru_cache(KEPT_FOOTERS)(read_footer)
    groups = max(1, KEPT_BYTES // (TEXTS_PER_GROUP * bytes_of(text_shape)))
    states = lru_cache(groups)(lambda path, group: read_states(footer, path, group, text_shape))
    return LatentCache(plan.shards, sidecars, z0_shape, footer, states)


def check(plan: CachePlan, file: int, path: Path) -> None:
    if not path.exists():
        raise CacheError(
            f"{path} is not there, wanted the latents and texts of {plan.shards.files[file][1]}: let `encode_shards` "
            "make them first."
        )
    note = note_in(read_footer(path))
    for name, wanted in plan.note(file).items():
        if note.get(name) != wanted:
            raise CacheError(
                f"{path} was made with {name} {note.get(name)}, wanted {wanted}: remove it to make it anew."
            )


def read_footer(path: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except (pa.ArrowException, OSError) as cause:
        raise damaged(path, cause) from cause


def damaged(path: Path, cause: Exception) -> CacheError:
    said = str(cause).strip().partition("\n")[0].rstrip(".")
    return CacheError(f"{path} does not read as Parquet ({said}): remove it to make it anew.")


def read_part(path: Path, group: int, footer: pq.FileMetaData) -> pa.Table:
    """One row group of a sidecar's file."""
    try:
        with pq.ParquetFile(path, metadata=footer) as file:
            return file.read_row_group(group, use_threads=False)
    except (pa.ArrowException, OSError) as cause:
        raise damaged(path, cause) from cause


def read_states(footer: Callable, path: Path, group: int, shape: tuple[int, ...]) -> tuple[list[str], np.ndarray]:
    """The texts of one row group, and their states as [T, L, D]."""
    part = read_part(path, group, footer(path))
    return part["text"].to_pylist(), array_of(part["state"].to_pylist(), shape)


def read_cached_group(cache: LatentCache, group: int) -> pa.Table:
    """As `read_group`, with z0, z0_mirrored and the numbers of the texts in place of the image."""
    table = read_group(cache.shards, group, WITHOUT_IMAGE)
    path = cache.sidecars[path_of(cache.shards, group)].rows
    first = np.searchsorted(cache.shards.file_of_group, cache.shards.file_of_group[group])
    part = read_part(path, group - int(first), cache.footer(path))
    if part["key"].to_pylist() != table["key"].to_pylist():
        raise CacheError(f"{path} holds other rows than {path_of(cache.shards, group)}: remove it to make it anew.")
    for name in ("z0", "z0_mirrored", "texts"):
        table = table.append_column(name, part[name])
    return table


def cached_inputs(cache: LatentCache, rows: list[Planned], stored: list[dict], mirrored: list[bool]) -> dict:
    """z0_BChw and text_BMLD of a batch, in float16; M = N + 1 texts, the caption first."""
    z0 = [row["z0_mirrored" if flip else "z0"] for row, flip in zip(stored, mirrored, strict=True)]
    text_BMLD = [
        states_of(cache, cache.sidecars[planned.path].texts, row) for planned, row in zip(rows, stored, strict=True)
    ]
    return {
        "z0_BChw": torch.from_numpy(array_of(z0, cache.z0_shape)),
        "text_BMLD": torch.from_numpy(np.stack(text_BMLD)),
    }


def states_of(cache: LatentCache, path: Path, row: dict) -> np.ndarray:
    """text_MLD of one row. Raises CacheError where the cache has another text under one of the row's numbers."""
    text_MLD = []
    for text, number in zip(texts_of(row), row["texts"], strict=True):
        group, place = divmod(number, TEXTS_PER_GROUP)
        texts, states_TLD = cache.states(path, group)
        if texts[place] != text:
            raise CacheError(
                f"{path} holds {texts[place]!r}, wanted {text!r} of row {row['key']}: remove it to make it anew."
            )
        text_MLD.append(states_TLD[place])
    return np.stack(text_MLD)
