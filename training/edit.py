"""Edits images by prompts: one, or the rows of a table.

python -m training.edit model=FOLDER image=car.png prompt="a blue car" out=blue.png
python -m training.edit model=FOLDER edits=edits.parquet out=edited strength=0.6 guidance=7.5 seed=1

A table writes `out/KEY.png` for each row, and `out/edits.jsonl`, which says what was done and what could not be. The
noise of a row is a function of seed and key, and all batches have one shape: a row gives the same bytes in any order,
beside any others, on one kind of machine. edit_settings.py has every setting.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from training.edit_settings import EditError, Settings
from training.edit_table import (
    UNREADABLE,
    Edit,
    Refusal,
    TableError,
    read_square,
    read_table,
)
from training.editor import Edited, Editor, edit_batch, open_editor
from training.lifeline import hold_lifeline
from training.model_folder import ModelError
from training.settings import plain, read


def edit_one(editor: Editor) -> None:
    """Writes `out`, and diffedit's mask beside it as `.mask.png`. Raises EditError where the image does not read."""
    settings = editor.settings
    try:
        pixels_HW3 = read_square(settings.image.read_bytes(), editor.side)
    except UNREADABLE as cause:
        raise EditError(f"{settings.image} does not read as an image ({cause}): name a PNG, JPEG or WebP.") from cause
    edit = Edit("0", settings.prompt, settings.caption, pixels_HW3)
    settings.out.parent.mkdir(parents=True, exist_ok=True)
    write(edit_batch(editor, [edit], 1)[0], settings.out)


def edit_all(editor: Editor) -> int:
    """Writes the folder `out`; answers how many rows of the table could not be edited. Raises TableError."""
    settings, refused = editor.settings, 0
    rows = read_table(settings.edits, editor.side)
    settings.out.mkdir(parents=True, exist_ok=True)
    (settings.out / "edit.json").write_text(json.dumps(plain(settings), indent=2) + "\n")
    making = settings.out / "edits.jsonl.tmp"
    with open(making, "w", encoding="utf-8") as log:
        for number, part in enumerate(parts_of(rows, settings.batch)):
            edits = [row for row in part if isinstance(row, Edit)]
            edited = iter(edit_batch(editor, edits, settings.batch) if edits else [])
            for row in part:
                told = refuse(row) if isinstance(row, Refusal) else keep(row, next(edited), settings.out)
                log.write(json.dumps(told, ensure_ascii=False) + "\n")
            refused += len(part) - len(edits)
            say(number * settings.batch + len(edits))
    making.replace(settings.out / "edits.jsonl")
    return refused


def parts_of(rows: Iterable[Edit | Refusal], size: int) -> Iterator[list[Edit | Refusal]]:
    """The rows in order, cut behind every `size` edits."""
    part, edits = [], 0
    for row in rows:
        part.append(row)
        edits += isinstance(row, Edit)
        if edits == size:
            yield part
            part, edits = [], 0
    if part:
        yield part


def keep(edit: Edit, edited: Edited, folder: Path) -> dict:
    """Writes one row's pictures; answers what the log says of it."""
    names = write(edited, folder / f"{edit.key}.png")
    return {"key": edit.key, "prompt": edit.prompt, "caption": edit.caption, **names}


def refuse(refusal: Refusal) -> dict:
    print(f"Row {refusal.key} is left out: {refusal.why}.", file=sys.stderr)
    return {"key": refusal.key, "refused": refusal.why}


def write(edited: Edited, path: Path) -> dict[str, str]:
    """The names of the files written: `image`, and with a mask `mask`, white where the image was to change."""
    pictures = {"image": (path, Image.fromarray(edited.pixels_HW3))}
    if edited.M_hw is not None:
        side = edited.pixels_HW3.shape[:2][::-1]
        mask = Image.fromarray(edited.M_hw.astype(np.uint8) * 255).resize(side, Image.Resampling.NEAREST)
        pictures["mask"] = path.with_suffix(".mask.png"), mask
    for file, picture in pictures.values():
        making = file.with_name(f"{file.name}.tmp")
        picture.save(making, format=Image.registered_extensions()[file.suffix.lower()])
        making.replace(file)
    return {what: file.name for what, (file, _) in pictures.items()}


def say(count: int) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    print(f"{count} edited", end=end, file=sys.stderr, flush=True)


def main() -> int:
    """The exit code: 2 for what the user has to change before anything is edited, 1 where rows were left out."""
    settings = read(Settings)
    try:
        hold_lifeline()
        editor = open_editor(settings)
        if settings.edits is None:
            edit_one(editor)
            return 0
        refused = edit_all(editor)
    except (EditError, ModelError, TableError) as error:
        print(error, file=sys.stderr)
        return 2
    except torch.OutOfMemoryError:
        print(
            f"The memory does not hold batch={settings.batch}: halve it, or set precision=bf16.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped; the pictures written so far are whole, and the same command makes all again.", file=sys.stderr)
        return 130
    if refused:
        print(
            f"{refused} rows were left out: see {settings.out / 'edits.jsonl'}.",
            file=sys.stderr,
        )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
