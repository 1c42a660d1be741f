"""Edits as pages of pictures: the source, the exact result where it is known, and what each editor made."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training import sheet
from training.evaluation.edit_list import KnownEdit
from training.evaluation.made import Pictures

ROWS = 16  # edits of a page


def write(
    folder: Path,
    edits: Sequence[KnownEdit],
    pictures: dict[str, Pictures],
    pages: int,
    words: dict[str, Sequence[str]] | None = None,
) -> None:
    """Writes 1.png to PAGES.png; by editor what it made, and words on each, in the order of the edits."""
    folder.mkdir(parents=True, exist_ok=True)
    for page, begin in enumerate(range(0, min(len(edits), pages * ROWS), ROWS), 1):
        rows = [row(edits[n], *of_edit(n, pictures, words)) for n in range(begin, min(begin + ROWS, len(edits)))]
        making = folder / f"{page}.tmp"
        sheet.sheet(rows).save(making, format="PNG")
        making.replace(folder / f"{page}.png")


def of_edit(n: int, pictures: dict[str, Pictures], words: dict | None) -> tuple[list[np.ndarray], list[str]]:
    texts = [f"{name}: {words[name][n]}" if words else name for name in pictures]
    return [some.read(n).pixels_HW3 for some in pictures.values()], texts


def row(known: KnownEdit, pictures: Sequence[np.ndarray], texts: Sequence[str]) -> list[tuple[np.ndarray, str]]:
    """The prompt stands below the exact result, or where there is none, before the first editor's words."""
    source = (known.edit.pixels_HW3, known.edit.caption or known.edit.key)
    if known.exact_HW3 is None:
        texts = [f"{known.edit.prompt} ({texts[0]})", *texts[1:]]
        return [source, *zip(pictures, texts, strict=True)]
    return [source, (known.exact_HW3, known.edit.prompt), *zip(pictures, texts, strict=True)]
