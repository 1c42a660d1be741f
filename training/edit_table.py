"""The edits that a table asks for, one row each: image and prompt; key and caption where the table has them."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, ImageOps

WANTED = ("image", "prompt")
OPTIONAL = ("key", "caption")
# What Pillow raises on files that are no image, or are cut, or would fill the memory.
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


class TableError(ValueError):
    """A table without a row that could be edited; one sentence says what was seen, wanted, and to do."""


@dataclass(frozen=True)
class Edit:
    key: str  # names what is written, and with the seed decides the noise
    prompt: str
    caption: str  # what the image shows now, or empty
    pixels_HW3: np.ndarray  # uint8, square


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be edited."""

    key: str
    why: str


def read_table(path: Path, side: int) -> Iterator[Edit | Refusal]:
    """The rows in order, images as squares of `side` pixels. Raises TableError where the table does not read."""
    seen: set[str] = set()
    for key, row in keyed_rows(path):
        refusal = None if key not in seen else Refusal(key, "its key is an earlier row's, too")
        seen.add(key)
        yield refusal or read_row(key, row, path.parent, side)


def keyed_rows(path: Path, optional: Sequence[str] = OPTIONAL) -> Iterator[tuple[str, dict]]:
    """Each row behind its key, which is its number where it has none. Raises TableError where the table does not read."""
    for number, row in enumerate(rows_of(path, optional)):
        yield str(number) if row.get("key") is None else str(row["key"]), row


def rows_of(path: Path, optional: Sequence[str] = OPTIONAL) -> Iterator[dict]:
    """The columns that are wanted, and those of `optional` that are there; of a text file, maybe more.

    Raises TableError where the file is no table, or lacks a column.
    """
    if not path.is_file():
        raise TableError(
            f"There is no {path}, wanted a Parquet or CSV file, or JSON lines, with the columns {' and '.join(WANTED)}."
        )
    try:
        match path.suffix.lower():
            case ".csv":
                yield from csv_rows(path)
            case ".jsonl" | ".ndjson":
                yield from json_rows(path)
            case _:
                yield from parquet_rows(path, optional)
    except (pa.ArrowException, csv.Error, json.JSONDecodeError, UnicodeDecodeError) as cause:
        said = str(cause).strip().partition("\n")[0].rstrip(".")
        raise TableError(
            f"{path} does not read ({said}): wanted Parquet, or in UTF-8 CSV named .csv, or JSON lines named .jsonl."
        ) from cause


def csv_rows(path: Path) -> Iterator[dict]:
    with open(path, newline="", encoding="utf-8-sig") as file:
        table = csv.DictReader(file)
        check_columns(path, table.fieldnames or ())
        yield from table


def json_rows(path: Path) -> Iterator[dict]:
    with open(path, encoding="utf-8") as file:
        for row in (json.loads(line) for line in file if line.strip()):
            check_columns(path, row if isinstance(row, dict) else ())
            yield row


def parquet_rows(path: Path, optional: Sequence[str]) -> Iterator[dict]:
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        check_columns(path, names)
        for batch in file.iter_batches(64, columns=[name for name in names if name in (*WANTED, *optional)]):
            yield from batch.to_pylist()


def check_columns(path: Path, names: Sequence[str]) -> None:
    missing = [name for name in WANTED if name not in names]
    if missing:
        raise TableError(f"{path} has the columns {', '.join(names) or 'none'}, wanted also {' and '.join(missing)}.")


def read_row(key: str, row: dict, folder: Path, side: int) -> Edit | Refusal:
    # The key becomes the name of a file.
    if not re.fullmatch(r"\w[\w.-]{0,199}", key):
        return Refusal(
            key,
            "its key is no name for a file, wanted letters, digits, points, hyphens",
        )
    if not isinstance(row["prompt"], str) or not row["prompt"].strip():
        return Refusal(key, "it has no prompt")
    try:
        pixels_HW3 = read_square(image_file(row["image"], folder), side)
    except UNREADABLE as cause:
        return Refusal(key, f"its image does not read ({cause})")
    return Edit(key, row["prompt"], row.get("caption") or "", pixels_HW3)


def image_file(image: str | bytes | dict | None, folder: Path) -> bytes:
    """An image's bytes: themselves, or in Hugging Face's struct, or in the file of a path from the table's folder."""
    match image:
        case bytes():
            return image
        case {"bytes": bytes(found)}:
            return found
        case str(path) | {"path": str(path)} if path:
            return (folder / path).read_bytes()
    raise ValueError("it is empty")


def read_square(file: bytes, side: int) -> np.ndarray:
    """uint8 [side, side, 3]: the middle square of an image, upright, resized as the trainer does. Raises UNREADABLE."""
    with Image.open(io.BytesIO(file)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        return np.array(ImageOps.fit(upright, (side, side), Image.Resampling.LANCZOS))
