"""Makes what a cache lacks: every picture through the VAE, every distinct text of a shard through the text encoder, once."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from accelerate import Accelerator
from torch import Tensor

from training.batch import image_of, texts_of
from training.latent_cache import LatentCache, open_cache
from training.loader import Loader
from training.model_folder import ModelParts, encode_images, encode_texts
from training.shards import path_of, read_group
from training.sidecar import (
    STORED,
    TEXTS_PER_GROUP,
    CachePlan,
    column_of,
    rows_schema,
    texts_schema,
    written,
)

ENCODED_AT_ONCE = 16
DECODERS = 2


def digest_of_model(folder: Path, parts: Sequence[str] = ("vae", "text_encoder", "tokenizer")) -> str:
    """sha256 over the parts of a diffusers folder that decide latents and text states; the UNet, which trains, does not."""
    digest = hashlib.sha256()
    for path in sorted(path for part in parts for path in (folder / part).rglob("*") if path.is_file()):
        with open(path, "rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def make_cache(folder: Path, loader: Loader, parts: ModelParts, accelerator: Accelerator) -> LatentCache:
    """What a loader may read in place of pictures and texts; all processes have to come here, and share the making."""
    options = loader.options
    plan = CachePlan(folder, loader.shards, digest_of_model(parts.folder), options.side, options.flip)
    encode_shards(plan, parts, accelerator.process_index, accelerator.num_processes)
    accelerator.wait_for_everyone()
    return open_cache(plan)


def encode_shards(
    plan: CachePlan,
    parts: ModelParts,
    rank: int = 0,
    ranks: int = 1,
    say: Callable[[str], None] = print,
) -> None:
    """Writes the sidecars that are not there yet; stopped anywhere, a next call goes on behind the last whole one.

    Each rank makes its share, in a folder that all can read, and must wait for the others before it opens the cache.
    Raises ShardError where an image does not decode.
    """
    # Shared out before anyone looks what is there, for the others may already be at work.
    missing = [file for file in range(rank, len(plan.shards.files), ranks) if not plan.sidecar(file).rows.exists()]
    for number, file in enumerate(missing, 1):
        say(f"caching latents and texts of {plan.shards.files[file][1]}, {number} of {len(missing)}")
        encode_shard(plan, file, parts)


def encode_shard(plan: CachePlan, file: int, parts: ModelParts) -> None:
    """Writes the two files of one sidecar."""
    sidecar, note = plan.sidecar(file), plan.note(file)
    sidecar.rows.parent.mkdir(parents=True, exist_ok=True)
    z0_shape = encode_images(parts, torch.zeros(1, 3, plan.side, plan.side)).shape[1:]
    text_shape = encode_texts(parts, [""]).shape[1:]
    with (
        written(sidecar.rows, rows_schema(z0_shape, note)) as rows,
        written(sidecar.texts, texts_schema(text_shape, note)) as states,
    ):
        texts = Texts(states, parts)
        for group in np.flatnonzero(plan.shards.file_of_group == file):
            rows.write_table(encoded_group(plan, int(group), parts, texts, rows.schema))
        write_states(texts)


def encoded_group(plan: CachePlan, group: int, parts: ModelParts, texts: "Texts", schema: pa.Schema) -> pa.Table:
    """The rows of one row group in the schema of a sidecar; what is new in `texts` is written on the way."""
    stored = read_group(plan.shards, group).to_pylist()
    z0, z0_mirrored = zip(*latents(plan, path_of(plan.shards, group), stored, parts), strict=True)
    columns = {
        "key": pa.array([row["key"] for row in stored]),
        "z0": column_of(np.concatenate(z0)),
        "z0_mirrored": column_of(np.concatenate(z0_mirrored)) if plan.flip else pa.nulls(len(stored)),
        "texts": pa.array([[number_of(texts, text) for text in texts_of(row)] for row in stored]),
    }
    return pa.Table.from_arrays(
        [column.cast(schema.field(name).type) for name, column in columns.items()],
        schema=schema,
    )


def latents(plan: CachePlan, path: str, stored: list[dict], parts: ModelParts) -> Iterator[tuple]:
    """(z0_BChw, z0_BChw of the mirrored pictures or None) of some rows at a time, as they are stored."""
    with ThreadPoolExecutor(DECODERS) as pool:
        images = pool.map(lambda row: image_of(row, path, plan.side, False), stored)
        for begin in range(0, len(stored), ENCODED_AT_ONCE):
            some = [next(images) for _ in stored[begin : begin + ENCODED_AT_ONCE]]
            pixels_B3HW = torch.from_numpy(np.stack(some))
            mirrored = as_stored(encode_images(parts, pixels_B3HW.flip(3))) if plan.flip else None
            yield as_stored(encode_images(parts, pixels_B3HW)), mirrored


def as_stored(x: Tensor) -> np.ndarray:
    return x.float().cpu().numpy().astype(STORED)


@dataclass
class Texts:
    """The distinct texts of a shard by number, of which the last are not yet written."""

    writer: pq.ParquetWriter
    parts: ModelParts
    numbers: dict[str, int] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


def number_of(texts: Texts, text: str) -> int:
    """The number of a text, a new one where it was not seen before; writes them a row group at a time."""
    if text not in texts.numbers:
        texts.numbers[text] = len(texts.numbers)
        texts.waiting.append(text)
        if len(texts.waiting) == TEXTS_PER_GROUP:
            write_states(texts)
    return texts.numbers[text]


def write_states(texts: Texts) -> None:
    """Encodes and writes the texts that wait."""
    if texts.waiting:
        columns = [
            pa.array(texts.waiting),
            column_of(as_stored(encode_texts(texts.parts, texts.waiting))),
        ]
        texts.writer.write_table(pa.Table.from_arrays(columns, schema=texts.writer.schema))
        texts.waiting.clear()
