"""One batch: rows of the shards, decoded and stacked."""

from collections.abc import Callable
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


def make_batch(rows: list[Planned], flip_seed: int | None, model_inputs: Callable) -> dict:
    """The rows with their texts and similarities, and with `model_inputs(rows, their columns, which are mirrored)`.

    Half of the rows are mirrored where there is a seed for it.
    Raises ShardError where the rows differ in their number of prompts.
    """
    stored = [planned.table.result().slice(planned.row, 1).to_pylist()[0] for planned in rows]
    mirrored = [is_mirrored(planned, row, flip_seed) for planned, row in zip(rows, stored, strict=True)]
    prompts = [[prompt["text"] for prompt in row["prompts"]] for row in stored]
    if len(sizes := {len(texts) for texts in prompts}) > 1:
        raise ShardError(
            f"Saw rows of {sorted(sizes)} prompts in one batch, wanted one number: keep to one `select.keep`."
        )
    similarities = [similarity_of(row, planned.path) for planned, row in zip(rows, stored, strict=True)]
    return {
        **model_inputs(rows, stored, mirrored),
        "similarity_BMM": torch.from_numpy(np.stack(similarities)),
        "caption": [row["caption"] for row in stored],
        "prompts": prompts,
        "key": [row["key"] for row in stored],
    }


def decoded(side: int, rows: list[Planned], stored: list[dict], mirrored: list[bool]) -> dict:
    """pixel_values_B3HW of a batch. Raises ShardError where an image does not decode."""
    pixel_values = np.empty((len(rows), 3, side, side), np.float32)
    for image, planned, row, flip in zip(pixel_values, rows, stored, mirrored, strict=True):
        image[:] = image_of(row, planned.path, side, flip)
    return {"pixel_values_B3HW": torch.from_numpy(pixel_values)}


def texts_of(row: dict) -> list[str]:
    """The caption of a row, and its prompts."""
    return [row["caption"], *(prompt["text"] for prompt in row["prompts"])]


def is_mirrored(planned: Planned, row: dict, flip_seed: int | None) -> bool:
    return (
        flip_seed is not None
        and is_flip_drawn(flip_seed, planned.epoch, row["key"])
        and not names_a_side(texts_of(row))
    )


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


def image_of(row: dict, path: str, side: int, is_flipped: bool) -> np.ndarray:
    """image_3HW of a row of the file `path`. Raises ShardError where it does not decode."""
    try:
        return pixels(row["image"]["bytes"], side, is_flipped)
    except (OSError, SyntaxError, TypeError) as cause:
        # Pillow says SyntaxError of a broken PNG; a struct without bytes gives None.
        raise ShardError(
            f"{path} holds an image that does not decode in row {row['key']} ({cause}): run `softpa verify --decode` "
            "on its dataset."
        ) from cause
