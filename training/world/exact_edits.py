"""Edits whose outcome is known: a scene, its caption with one word replaced, where that may change it, and the exact result."""

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from pyarrow import parquet

from training.world import scenes
from training.world.shards import KINDS, Lexicon, lexicon, picture

COLUMNS = ["key", "caption", *KINDS, "image", "edits"]


@dataclass(frozen=True)
class ExactEdit:
    key: str
    kind: str  # of the word
    word: str
    target: str  # the word that replaces it, which does not look the same
    caption: str
    prompt: str  # the caption with the target
    distance: float  # the world's own, of word and target
    held_out: bool  # whether the prompt's combination is one that training never saw
    shown: dict[str, str]  # of each kind, the word of the exact result
    source_HW3: np.ndarray  # uint8
    exact_HW3: np.ndarray
    M_HW: np.ndarray  # bool: the pixels that the edit may change, by drawing both


def draw(folder: Path, seed: int, count: int, side: int) -> list[ExactEdit]:
    """`count` edits, each of another scene; written to the folder on first use. The scenes are combinations that training saw."""
    options = ["--edits", "1", "--images", "--side", str(side)]
    return read(scenes.write(folder / f"{seed}-{count}-{side}", seed, count, *options))


def read(folder: Path) -> list[ExactEdit]:
    """One edit of each scene, of the kind of word that has come least often so far: they are independent, and as many of each
    kind. Words that look the same are passed over, for no judge tells them apart; so is a scene that has no others."""
    words, chosen, counts = lexicon(folder), [], Counter()
    for row in parquet.read_table(folder / "sidecar.parquet", columns=COLUMNS).to_pylist():
        edits = [edit for edit in row["edits"] if is_visible(words, row, edit)]
        if edits:
            edit = min(edits, key=lambda edit: counts[edit["slot"]])
            counts[edit["slot"]] += 1
            chosen.append(exact_edit(row, edit))
    return chosen


def is_visible(words: Lexicon, row: dict, edit: dict) -> bool:
    look_of = words.looks[edit["slot"]]
    return look_of[row[edit["slot"]]] != look_of[edit["word"]]


def exact_edit(row: dict, edit: dict) -> ExactEdit:
    kind, side = edit["slot"], Image.open(io.BytesIO(row["image"])).width
    return ExactEdit(
        key=row["key"],
        kind=kind,
        word=row[kind],
        target=edit["word"],
        caption=row["caption"],
        prompt=edit["caption"],
        distance=edit["distance"],
        held_out=edit["held_out"],
        shown={**{other: row[other] for other in KINDS}, kind: edit["word"]},
        source_HW3=picture(row["image"], side),
        exact_HW3=picture(edit["image"], side),
        M_HW=np.asarray(Image.open(io.BytesIO(edit["mask"]))) > 0,
    )
