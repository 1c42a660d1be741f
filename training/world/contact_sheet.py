"""Edits on one page of pictures: the source, the exact result, and what each model made, with what the judge says of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training import sheet
from training.world.exact_edits import ExactEdit
from training.world.judged import Judged

ROWS = 16


def write(
    path: Path, edits: Sequence[ExactEdit], edited: dict[str, np.ndarray], judged: dict[str, Sequence[Judged]]
) -> None:
    """Writes a PNG of the first edits: of each model, by name, its pictures [N, H, W, 3] and what they were judged."""
    rows = [
        [
            (edit.source_HW3, edit.caption),
            (edit.exact_HW3, edit.prompt),
            *((edited[name][n], f"{name}: {verdict_of(edit, judged[name][n])}") for name in edited),
        ]
        for n, edit in enumerate(edits[:ROWS])
    ]
    sheet.sheet(rows).save(path)


def verdict_of(edit: ExactEdit, judged: Judged) -> str:
    target = edit.target if judged.sees_target else f"no {edit.target}"
    return f"{target}, the rest {'kept' if judged.sees_rest else 'lost'}"
