"""One batch: rows of the shards, decoded and stacked."""

from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
import torch

from training.contract import ShardError
from training.picture import is_flip_drawn, names_a_side, pixels


@dataclass(frozen=True)
class Planned:
    """A row to be made: of the epoch, row number `row` of a table that is being read from the file `path`."""

    epoch: int
    path: str
    table: Future
    row: int


def make_batch(rows: list[Planned], side: int, flip_seed: int | None) -> dict:
    """Decodes the rows, and mirrors half of them where there is a seed for it.

    Raises ShardError where an image does not decode, or the rows differ in their number of prompts.
    """
    pixel_values = np.empty((len(rows), 3, side, side), np.float32)
    batch: dict = {"caption": [], "prompts": [], "key": []}
    similarities = []
    for planned_row, image in zip(rows, pixel_values, strict=True):
        row = planned_row.table.result().slice(planned_row.row, 1).to_pylist()[0]
        batch["key"].append(row["key"])
        batch["caption"].append(row["caption"])
        batch["prompts"].append([prompt["text"] for prompt in row["prompts"]])
        similarities.append(similarity_of(row, planned_row.path))
        image[:] = image_of(row, planned_row, side, flip_seed)
    if len(sizes := {len(prompts) for prompts in batch["prompts"]}) > 1:
        raise ShardError(
            f"Saw rows of {sorted(sizes)} prompts in one batch, wanted one number: keep to one `select.keep`."
        )
    pixel_values_B3HW = torch.from_numpy(pixel_values)
    return {
        "pixel_values_B3HW": pixel_values_B3HW,
        "similarity_BMM": torch.from_numpy(np.stack(similarities)),
        **batch,
    }


def similarity_of(row: dict, path: str) -> np.ndarray:
    """similarity_MM as float32. Raises ShardError where it is not the matrix of the caption and its prompts."""
    M = 1 + len(row["prompts"])
    lines = row["similarity_matrix"]
    if [len(line) for line in lines] != [M] * M:
        raise ShardError(
            f"{path} holds {len(lines)} lines of similarities for {M - 1} prompts of row {row['key']}, wanted a square "
            f"of {M}: run `softpa verify` on its dataset."
        )
    return np.array(lines, np.float32)


def image_of(row: dict, planned_row: Planned, side: int, flip_seed: int | None) -> np.ndarray:
    """image_3HW of a row. Raises ShardError where it does not decode."""
    texts = [row["caption"], *(prompt["text"] for prompt in row["prompts"])]
    is_flipped = (
        flip_seed is not None and is_flip_drawn(flip_seed, planned_row.epoch, row["key"]) and not names_a_side(texts)
    )
    try:
        return pixels(row["image"]["bytes"], side, is_flipped)
    except (OSError, SyntaxError, TypeError) as cause:
        # Pillow says SyntaxError of a broken PNG; a struct without bytes gives None.
        raise ShardError(
            f"{planned_row.path} holds an image that does not decode in row {row['key']} ({cause}): run `softpa verify "
            "--decode` on its dataset."
        ) from cause
