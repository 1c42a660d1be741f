"""The true mask of each training row: what any of its prompts may change, as the world draws it."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from pyarrow import parquet

from training.given_masks import write_masks
from training.metrics import shrunk
from training.shards import find_files
from training.study.alone import alone
from training.study.arms import Masks
from training.world import scenes
from training.world.shards import Lexicon, is_plain

COLUMNS = ["key", "url", "prompts"]


def masks_file(folder: Path, which: Masks) -> Path:
    return folder / f"{which}.parquet"


def make_masks(shards: Path, folder: Path, which: Masks, words: Lexicon, side: int, shape: tuple[int, int]) -> Path:
    """Writes the masks of the rows of `shards` for latents of `shape`, as the world draws them at `side` pixels.

    Shuffled, each row has the mask of the next one that has any: as large, and elsewhere.
    """
    file = masks_file(folder, which)
    if not file.exists():
        rows = [
            row for _, path in find_files(str(shards)) for row in parquet.read_table(path, columns=COLUMNS).to_pylist()
        ]
        known = drawn(rows, folder / "wanted", words, side)
        empty_hw = np.zeros(shape, bool)
        true = {row["key"]: shrunk(known[row["key"]], shape) if row["key"] in known else empty_hw for row in rows}
        if which == "shuffled":
            keys = [key for key in true if true[key].any()]
            true |= {key: true[other] for key, other in zip(keys, keys[1:] + keys[:1], strict=True)}
        write_masks(making := file.with_suffix(".tmp"), true)
        making.replace(file)
    return file


def drawn(rows: list[dict], folder: Path, words: Lexicon, side: int) -> dict[str, np.ndarray]:
    """M_HW by key: the union over a row's prompts. Pictures that were published grey, turned or cut out have none."""
    with alone(folder):
        wanted = folder / "wanted.jsonl"
        wanted.write_text("".join(f"{json.dumps(wish)}\n" for row in rows for wish in wishes(row, words)))
        scenes.write_wanted(folder, wanted, "--side", str(side))
    masks = {}
    for row in parquet.read_table(folder / "sidecar.parquet", columns=["key", "edits"]).to_pylist():
        parts = [np.asarray(Image.open(io.BytesIO(edit["mask"]))) > 0 for edit in row["edits"]]
        masks[row["key"]] = np.logical_or.reduce(parts)
    return masks


def wishes(row: dict, words: Lexicon) -> Iterator[dict]:
    """A row's prompts as edits of its scene; the kind is the new word's, which may be another than the old one's."""
    if is_plain(row["url"]):
        for prompt in row["prompts"]:
            kind = next(kind for kind, looks in words.looks.items() if prompt["word"] in looks)
            yield {"url": row["url"], "slot": kind, "word": prompt["word"]}
