"""What editors make of edits: the trivial ones, which show what the figures mean, and models, whose pictures are kept."""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.diffedit import decode
from training.edit_table import Edit
from training.editor import Editor, edit_batch
from training.encoding import digest_of_model
from training.model_folder import PARTS, encode_images
from training.sdedit import floats
from training.world.exact_edits import ExactEdit

# No edit, no edit by way of a model's latents, and the right one.
TRIVIAL = COPY, KEPT, EXACT = "copy of the source", "its autoencoder alone", "exact result"


def trivial(editor: Editor, edits: Sequence[ExactEdit]) -> dict[str, np.ndarray]:
    """By name what each trivial editor makes of the edits, uint8 [N, H, W, 3]; the autoencoder is the editor's."""
    source_NHW3 = np.stack([edit.source_HW3 for edit in edits])
    parts, size, kept = editor.parts, editor.settings.batch, []
    with torch.inference_mode():
        for at in range(0, len(edits), size):
            kept.append(decode(parts, encode_images(parts, floats(source_NHW3[at : at + size]))))
    return {COPY: source_NHW3, KEPT: np.concatenate(kept), EXACT: np.stack([edit.exact_HW3 for edit in edits])}


def edited(name: str, editor: Editor, edits: Sequence[ExactEdit], cache: Path) -> np.ndarray:
    """What a model makes of the edits, uint8 [N, H, W, 3]; made again only if model, settings or edits are others."""
    path = cache / f"{digest(editor, edits)[:16]}.npy"
    if not path.exists():
        size, made, asked = editor.settings.batch, [], [as_asked(edit) for edit in edits]
        for at in range(0, len(edits), size):
            made += [one.pixels_HW3 for one in edit_batch(editor, asked[at : at + size], size)]
            print(f"{name}: {len(made)} of {len(edits)} edited", file=sys.stderr, flush=True)
        cache.mkdir(parents=True, exist_ok=True)
        with open(path.with_suffix(".tmp"), "wb") as file:
            np.save(file, np.stack(made))
        path.with_suffix(".tmp").replace(path)
    return np.load(path)


def as_asked(edit: ExactEdit) -> Edit:
    return Edit(edit.key, edit.prompt, edit.caption, edit.source_HW3)


def digest(editor: Editor, edits: Sequence[ExactEdit]) -> str:
    """Of all that decides what comes out."""
    how = editor.settings
    facts = [digest_of_model(how.model, PARTS), how.strength, how.steps, how.guidance, how.seed, how.batch]
    found = hashlib.sha256(json.dumps(facts).encode())
    for edit in edits:
        found.update(json.dumps([edit.key, edit.prompt]).encode() + edit.source_HW3.tobytes())
    return found.hexdigest()
