"""What a cache keeps of one shard: its rows as latents, and its texts, each once, as states of the text encoder.

Two Parquet files. `rows`, in the shard's row groups: key, z0, z0_mirrored, texts (the numbers of the caption and of its
prompts). `texts`, in small row groups so that a few can be read alone: text, state. Tensors are stored as plain bytes;
the footer says their shape beside what they were made from.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from training.shards import Shards

VERSION = 1
STORED = np.float16
TEXTS_PER_GROUP = 16
NOTE = b"softpa.cache"
# The numbers of a network hardly shrink or repeat, and the least of a kilobyte means nothing.
PLAIN = {"compression": "none", "use_dictionary": False, "write_statistics": False}


@dataclass(frozen=True)
class CachePlan:
    """What a cache holds: of these shards, by the model of this digest, as pictures of `side` pixels.

    flip: whether the latents of the mirrored pictures are there too.
    """

    folder: Path
    shards: Shards
    model: str
    side: int
    flip: bool

    def note(self, file: int) -> dict:
        """All that decides the sidecar of the file-th shard; another value of any of it is another sidecar."""
        made_from = {"shard": self.shards.digests[file], "model": self.model}
        return {**made_from, "side": self.side, "flip": self.flip, "version": VERSION}

    def sidecar(self, file: int) -> "Sidecar":
        note = self.note(file)
        folder = self.folder / f"{self.model[:12]}-{self.side}{'-flip' if self.flip else ''}-v{VERSION}"
        stem = f"{PurePosixPath(self.shards.files[file][1]).stem}-{note['shard'][:12]}"
        return Sidecar(folder / f"{stem}.rows.parquet", folder / f"{stem}.texts.parquet")


@dataclass(frozen=True)
class Sidecar:
    """The two files of one shard; `rows` is written last, so that both are whole where it is there."""

    rows: Path
    texts: Path


def rows_schema(shape: Sequence[int], note: dict) -> pa.Schema:
    """shape: C, h, w."""
    tensor = pa.binary(bytes_of(shape))
    fields = {"key": pa.string(), "z0": tensor, "z0_mirrored": tensor, "texts": pa.list_(pa.int32())}
    return pa.schema(fields.items(), {NOTE: json.dumps({**note, "shape": list(shape)})})


def texts_schema(shape: Sequence[int], note: dict) -> pa.Schema:
    """shape: L, D."""
    fields = {"text": pa.string(), "state": pa.binary(bytes_of(shape))}
    return pa.schema(fields.items(), {NOTE: json.dumps({**note, "shape": list(shape)})})


def bytes_of(shape: Sequence[int]) -> int:
    return int(np.prod(shape)) * STORED().itemsize


def column_of(values_n: np.ndarray) -> pa.Array:
    """Arrays of one shape, float16, as a column of bytes."""
    stored = np.ascontiguousarray(values_n)
    kind = pa.binary(bytes_of(stored.shape[1:]))
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(stored), [None, pa.py_buffer(stored)])


def array_of(stored: Sequence[bytes], shape: Sequence[int]) -> np.ndarray:
    """The arrays of a column of bytes, stacked; a copy of its own, which torch may write to."""
    return np.frombuffer(bytearray().join(stored), STORED).reshape(-1, *shape)


@contextmanager
def written(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """A writer of a file that has its name only when it is whole and on the disk."""
    # Two runs may make one cache at the same time: each writes its own, and either's is right.
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            with pq.ParquetWriter(file, schema, **PLAIN) as writer:
                yield writer
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def note_in(footer: pq.FileMetaData) -> dict:
    """What a file of the cache says of itself; empty where it is none."""
    return json.loads((footer.metadata or {}).get(NOTE, b"{}"))
