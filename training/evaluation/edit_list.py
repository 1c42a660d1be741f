"""The edits that editors are evaluated on: what is asked, and as much of the right answer as the list holds."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from training.edit_table import (
    UNREADABLE,
    WANTED,
    Edit,
    Refusal,
    TableError,
    image_file,
    keyed_rows,
    read_row,
    read_square,
)

OPTIONAL = ("key", "caption", "instruction", "mask", "exact", "distance", "kind")


@dataclass(frozen=True)
class KnownEdit:
    """An edit, and what is known of it; None where the list does not say."""

    edit: Edit
    instruction: str | None = None  # "make the car blue", for models that want to be told; else they get the prompt
    M_HW: np.ndarray | None = None  # bool: where the edit may change the picture
    exact_HW3: np.ndarray | None = None  # uint8: what it should become
    distance: float | None = None  # how far the new word lies from the old
    kind: str | None = None  # of word, or of edit: the table tells them apart


def read_list(path: Path, side: int) -> tuple[list[KnownEdit], list[Refusal]]:
    """The rows that can be edited and those that cannot, pictures as squares of `side` pixels.

    Parquet, CSV or JSON lines with the columns `image` and `prompt`, and any of `OPTIONAL`; white in a mask is where the edit
    may change the picture. Raises TableError where the table does not read, or has no row that can be edited.
    """
    found = list(known_rows(path, side))
    refused = [row for row in found if isinstance(row, Refusal)]
    if not (known := [row for row in found if isinstance(row, KnownEdit)]):
        why = f"; the first: {refused[0].why}" if refused else ""
        raise TableError(
            f"{path} has {len(refused)} rows and none that can be edited{why}: wanted {' and '.join(WANTED)} in each."
        )
    return known, refused


def known_rows(path: Path, side: int) -> Iterator[KnownEdit | Refusal]:
    seen: set[str] = set()
    for key, row in keyed_rows(path, OPTIONAL):
        refusal = Refusal(key, "its key is an earlier row's, too") if key in seen else None
        seen.add(key)
        edit = refusal or read_row(key, row, path.parent, side)
        yield edit if isinstance(edit, Refusal) else read_known(edit, row, path.parent, side)


def read_known(edit: Edit, row: dict, folder: Path, side: int) -> KnownEdit | Refusal:
    """A part that is given and does not read is a refusal: left out in silence, it would change a mean."""
    try:
        given = {name: image_file(row[name], folder) for name in ("mask", "exact") if row.get(name)}
        return KnownEdit(
            edit,
            instruction=row.get("instruction") or None,
            M_HW=read_mask(given["mask"], side) if "mask" in given else None,
            exact_HW3=read_square(given["exact"], side) if "exact" in given else None,
            distance=read_distance(row.get("distance")),
            kind=str(row["kind"]) if row.get("kind") else None,
        )
    except UNREADABLE as cause:
        return Refusal(edit.key, f"its mask, exact result or distance does not read ({cause})")


def read_mask(file: bytes, side: int) -> np.ndarray:
    """bool [side, side]: the middle square of a mask, upright, true where it is lighter than half."""
    with Image.open(io.BytesIO(file)) as image:
        upright = ImageOps.exif_transpose(image).convert("L")
        return np.array(ImageOps.fit(upright, (side, side), Image.Resampling.BOX)) > 127


def read_distance(value: object) -> float | None:
    """None where it is empty. Raises ValueError where it is no finite number."""
    if value is None or value == "":
        return None
    distance = float(value)
    if not math.isfinite(distance):
        raise ValueError(f"distance {value}")
    return distance
