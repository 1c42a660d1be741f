"""The shards that softpa wrote: where they are, which row groups they have, and the rows of one group."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from training.contract import PROJECTION, ShardError, check_schema


@dataclass(frozen=True)
class Shards:
    """Row group g is group `group_in_file[g]` of file `files[file_of_group[g]]` and has `group_rows[g]` rows."""

    files: list[tuple[fsspec.AbstractFileSystem, str]]
    file_of_group: np.ndarray
    group_in_file: np.ndarray
    group_rows: np.ndarray
    # Of each file, and of all: of what the footers say, without the folder, for a dataset may move, and a run still
    # resumes on it.
    digests: list[str]
    digest: str


def open_shards(sources: Sequence[str]) -> Shards:
    """Reads the footers of all shards; sources are files, globs and folders, local or fsspec URLs (`s3://...`).

    A dataset's folder stands for the shards in its `data/`. Raises ShardError where nothing is found, a file is no
    shard, or no row is left.
    """
    # Two sources may name one file; a row must not come twice in an epoch.
    files = list({path: (fs, path) for source in sources for fs, path in find_files(source)}.values())
    with ThreadPoolExecutor(16) as pool:
        footers = list(pool.map(lambda file: read_footer(*file), files))
    rows = [[footer.row_group(g).num_rows for g in range(footer.num_row_groups)] for footer in footers]
    if sum(map(sum, rows)) == 0:
        raise ShardError(f"{' '.join(sources)} holds {len(files)} shards without a single row: see what was rejected.")
    # An empty row group has no place in an order of rows.
    groups = [(f, g, count) for f, counts in enumerate(rows) for g, count in enumerate(counts) if count > 0]
    file_of_group, group_in_file, group_rows = np.array(groups).T
    digests = [digest_of(path, footer) for (_, path), footer in zip(files, footers, strict=True)]
    return Shards(files, file_of_group, group_in_file, group_rows, digests, sha256(" ".join(digests)))


def find_files(source: str) -> list[tuple[fsspec.AbstractFileSystem, str]]:
    """The Parquet files that a source names, sorted by name."""
    fs, path = fsspec.core.url_to_fs(source)
    if fs.isdir(path):
        folder = path.rstrip("/")
        paths = fs.glob(f"{folder}/data/*.parquet") or fs.glob(f"{folder}/*.parquet")
    else:
        paths = fs.glob(path)
    if not paths:
        raise ShardError(f"{source} names no Parquet file: wanted a shard, a glob, or the folder of a dataset.")
    return [(fs, path) for path in sorted(paths)]


def read_footer(fs: fsspec.AbstractFileSystem, path: str) -> pq.FileMetaData:
    """Raises ShardError where the file is no Parquet, or not of the contract's columns."""
    try:
        with pq.ParquetFile(path, filesystem=fs) as file:
            check_schema(path, file.schema_arrow)
            return file.metadata
    except (pa.ArrowException, OSError) as cause:
        raise damaged(path, cause) from cause


def damaged(path: str, cause: Exception) -> ShardError:
    said = str(cause).strip().partition("\n")[0].rstrip(".")
    return ShardError(f"{path} does not read as Parquet ({said}): run `softpa verify` on its dataset.")


def digest_of(path: str, footer: pq.FileMetaData) -> str:
    """sha256 of the name, the sizes of the row groups, and what softpa noted in the footer."""
    groups = [footer.row_group(g) for g in range(footer.num_row_groups)]
    notes = sorted((k, v) for k, v in (footer.metadata or {}).items() if k.startswith(b"softpa."))
    sizes = [(group.num_rows, group.total_byte_size) for group in groups]
    return sha256(repr((path.rpartition("/")[2], sizes, notes)))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_group(shards: Shards, group: int, names: Sequence[str] = tuple(PROJECTION)) -> pa.Table:
    """The rows of one row group, in these columns of those that training reads. Raises ShardError where they do not read."""
    fs, path = shards.files[shards.file_of_group[group]]
    try:
        with pq.ParquetFile(path, filesystem=fs) as file:
            table = file.read_row_group(
                shards.group_in_file[group], columns=[PROJECTION[name] for name in names], use_threads=False
            )
    except (pa.ArrowException, OSError) as cause:
        raise damaged(path, cause) from cause
    for name in names:
        if nulls := table[name].null_count:
            raise ShardError(f"{path} lacks {name} in {nulls} rows of one row group, wanted a value in every row.")
    return table


def path_of(shards: Shards, group: int) -> str:
    """The file that holds a row group."""
    return shards.files[shards.file_of_group[group]][1]
