"""What editors made of the edits. What models made is kept, a file an edit, so that what is done is not made again."""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from training.evaluation.edit_list import KnownEdit
from training.evaluation.editors import NamedEditor, digest_of_editor, slug
from training.evaluation.makers import Made, Make, open_maker
from training.evaluation.settings import Settings

# No edit, no edit by way of a model's latents, and the right one: they show what the figures mean.
TRIVIAL = COPY, KEPT, EXACT = "copy of the source", "its autoencoder alone", "exact result"


@dataclass(frozen=True)
class Pictures:
    """What one editor made; read an edit at a time, for all that all editors made may be more than the memory holds."""

    read: Callable[[int], Made]  # by the edit's place in the list
    files: list[Path] | None = None  # None: no model made it


def make_all(
    editors: Sequence[NamedEditor], edits: Sequence[KnownEdit], settings: Settings, side: int
) -> dict[str, Pictures]:
    """By name what each editor makes of the edits, the trivial ones first: copy, the first model's autoencoder, and the exact
    result where every edit has one. Raises EditError or ModelError for a model that cannot edit."""
    found = {COPY: Pictures(lambda n: Made(edits[n].edit.pixels_HW3, None))}
    latent = [
        replace(editor, name=KEPT, method="autoencoder", lora=None) for editor in editors if editor.method != "instruct"
    ]
    for editor in latent[:1]:
        found[KEPT] = make_by(editor, edits, settings, side)
    if all(known.exact_HW3 is not None for known in edits):
        found[EXACT] = Pictures(lambda n: Made(edits[n].exact_HW3, None))
    return {**found, **{editor.name: make_by(editor, edits, settings, side) for editor in editors}}


def make_by(editor: NamedEditor, edits: Sequence[KnownEdit], settings: Settings, side: int) -> Pictures:
    """The folder of an editor is named by all that decides what it makes."""
    cache = settings.edited or settings.out / "edited"
    folder = cache / f"{slug(editor.name)}-{digest_of_editor(editor, settings, side)[:12]}"
    return made(editor.name, edits, folder, settings.batch, lambda: open_maker(editor, settings, side))


def made(name: str, edits: Sequence[KnownEdit], folder: Path, size: int, open_it: Callable[[], Make]) -> Pictures:
    """A model is opened only where something lacks. Killed anywhere, the same call goes on behind the last whole batch."""
    files = [folder / f"{known.edit.key}-{digest(known)[:12]}.png" for known in edits]
    missing = [row for row, file in enumerate(files) if not file.exists()]
    make = open_it() if missing else None
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(0, len(missing), size):
        rows = missing[at : at + size]
        for row, one in zip(rows, make([edits[row] for row in rows]), strict=True):
            keep(files[row], one)
        print(
            f"{name}: {len(edits) - len(missing) + at + len(rows)} of {len(edits)} edited", file=sys.stderr, flush=True
        )
    return Pictures(lambda n: read(files[n]), files)


def digest(known: KnownEdit) -> str:
    """Of what is asked; the answer, such as mask and exact result, has no part in what is made."""
    edit = known.edit
    found = hashlib.sha256(json.dumps([edit.key, edit.prompt, edit.caption, known.instruction]).encode())
    found.update(edit.pixels_HW3.tobytes())
    return found.hexdigest()


def keep(path: Path, one: Made) -> None:
    """Writes the picture last: where it is, all is."""
    if one.map_hw is not None:
        written(map_of(path), lambda file: np.save(file, one.map_hw))
    written(path, lambda file: Image.fromarray(one.pixels_HW3).save(file, format="PNG"))


def written(path: Path, write: Callable) -> None:
    making = path.with_name(f"{path.name}.tmp")
    with open(making, "wb") as file:
        write(file)
    making.replace(path)


def map_of(path: Path) -> Path:
    return path.with_suffix(".map.npy")


def read(path: Path) -> Made:
    with Image.open(path) as image:
        pixels_HW3 = np.array(image)
    return Made(pixels_HW3, np.load(map_of(path)) if map_of(path).exists() else None)
