"""The true mask of each training row: what any of its prompts may change, as the world draws it."""

import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from pyarrow import parquet

from training.given_masks import write_masks
from training.metrics import shrunk
from training.shards import find_files
from training.study.arms import Masks

COLUMNS = ["key", "final_url", "prompts"]


def masks_file(folder: Path, which: Masks) -> Path:
    return folder / f"{which}.parquet"


def make_masks(shards: Path, folder: Path, which: Masks, side: int, shape: tuple[int, int]) -> Path:
    """Writes the masks of the rows of `shards` for latents of `shape`, as the world draws them at `side` pixels.

    Shuffled, each row has the mask of the next one that has any: as large, and elsewhere.
    """
    file = masks_file(folder, which)
    if not file.exists():
        rows = [row for _, path in find_files(str(shards)) for row in parquet.read_table(path, columns=COLUMNS).to_pylist()]
        known = drawn(rows, folder / "wanted", side)
        empty_hw = np.zeros(shape, bool)
        true = {row["key"]: shrunk(known[row["key"]], shape) if row["key"] in known else empty_hw for row in rows}
        if which == "shuffled":
            keys = [key for key in true if true[key].any()]
            true |= {key: true[other] for key, other in zip(keys, keys[1:] + keys[:1], strict=True)}
        write_masks(making := file.with_suffix(".tmp"), true)
        making.replace(file)
    return file


def drawn(rows: list[dict], folder: Path, side: int) -> dict[str, np.ndarray]:
    """M_HW by key: the union over a row's prompts. Pictures that were published grey, turned or cut out have none."""
    if not (folder / "lexicon.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        wanted = folder / "wanted.jsonl"
        wanted.write_text("".join(f"{json.dumps(wish)}\n" for row in rows for wish in wishes(row)))
        command = ["node", "dist/data/world/write.js", "--out", folder, "--wanted", wanted, "--side", str(side)]
        subprocess.run(command, check=True)
    masks = {}
    for row in parquet.read_table(folder / "sidecar.parquet", columns=["key", "edits"]).to_pylist():
        parts = [np.asarray(Image.open(io.BytesIO(edit["mask"]))) > 0 for edit in row["edits"]]
        masks[row["key"]] = np.logical_or.reduce(parts)
    return masks


def wishes(row: dict) -> Iterator[dict]:
    """A row's prompts as edits of its scene, by the kind of the new word."""
    if re.search(r"/scenes/\d+/\d+\.png$", row["final_url"]):
        for prompt in row["prompts"]:
            yield {"url": row["final_url"], "slot": kind_of(prompt["word"]), "word": prompt["word"]}


def kind_of(word: str) -> str:
    return next(kind for kind, words in lexicon_words().items() if word in words)
