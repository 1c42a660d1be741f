"""Evaluates editors on edits of the closed world, whose exact outcome is known.

python -m training.world.evaluate models=data/models/ldm-mini,out/soft/model,out/ldm/model out=out/evaluation

Every model edits the same pictures by SDEdit with the same noise: a source, and its caption with one word replaced. Scenes,
which no training saw, are drawn on first use; what a model made is kept, by the content of its folder. Writes into `out`
table.md, edits.parquet (a row for each edit and editor, from which every cell of the table follows) and sheet.png.

The first model is the one that the others are compared with, edit by edit.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from training import edit_settings, sheet
from training.edit_settings import EditError
from training.edit_table import Edit
from training.editor import Editor, edit_batch, open_editor
from training.encoding import digest_of_model
from training.model_folder import PARTS, ModelError
from training.settings import read, refuse
from training.world import exact_edits, eye, loop
from training.world.evaluation_table import describe
from training.world.exact_edits import ExactEdit
from training.world.judged import Judged, judge_all, row

# The trivial editors: what the judge and the metrics make of no edit, and of the right one.
COPY, EXACT = "copy of the source", "exact result"
SHEET_ROWS = 16


@dataclass(frozen=True)
class Settings:
    models: str  # diffusers folders with commas between them
    out: Path = Path("out/evaluation")
    edits: int = 256
    seed: int = 31  # of the scenes; no model of this repository learned from it
    noise_seed: int = 0
    strength: float = 0.6
    steps: int = 25  # of the sampler, from pure noise
    guidance: float = 4.0
    batch: int = 32
    judge: Path = Path("data/models/judge-mini")
    scenes: Path = Path("out/world/edits")  # where they are kept


def evaluate(settings: Settings) -> str:
    """Writes all; answers the table. Raises ModelError or EditError for a model that cannot edit."""
    loop.device()
    editors = {name: open_editor(how_to_edit(settings, folder)) for name, folder in named(settings.models).items()}
    if len(sides := {editor.side for editor in editors.values()}) > 1:
        raise EditError(
            f"Saw models of {sorted(sides)} pixels, wanted models of one size, for they edit the same pictures."
        )
    edits = exact_edits.draw(settings.scenes, settings.seed, settings.edits, sides.pop())
    made = {
        COPY: np.stack([edit.source_HW3 for edit in edits]),
        EXACT: np.stack([edit.exact_HW3 for edit in edits]),
        **{name: edited(name, editor, edits, settings.out / "edited") for name, editor in editors.items()},
    }
    judge = eye.load(settings.judge)
    judged = {name: judge_all(judge, edits, edited_NHW3) for name, edited_NHW3 in made.items()}
    rows = [row(name, *one) for name in made for one in zip(edits, judged[name], strict=True)]
    first, *others = editors
    table = describe(rows, first, others)
    settings.out.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.Table.from_pylist(rows), settings.out / "edits.parquet")
    (settings.out / "table.md").write_text(f"{table}\n")
    sheet.sheet(contact_rows(edits, judged, made)).save(settings.out / "sheet.png")
    return table


def named(models: str) -> dict[str, Path]:
    """Folders by the names that the table gives them: their own, or of a `model` that training wrote, its run's."""
    folders = [Path(model) for model in models.split(",")]
    names = [folder.parent.name if folder.name == "model" else folder.name for folder in folders]
    if len(set(names)) < len(names):
        refuse(f"Saw models={models}, which have the names {', '.join(names)}: wanted a different one for each.")
    return dict(zip(names, folders, strict=True))


def how_to_edit(settings: Settings, model: Path) -> edit_settings.Settings:
    return edit_settings.Settings(
        model=model,
        out=settings.out,
        edits=settings.scenes,
        strength=settings.strength,
        steps=settings.steps,
        guidance=settings.guidance,
        seed=settings.noise_seed,
        batch=settings.batch,
    )


def edited(name: str, editor: Editor, edits: Sequence[ExactEdit], cache: Path) -> np.ndarray:
    """What a model makes of the edits, uint8 [N, H, W, 3]; made again only if model, settings or edits are others."""
    path = cache / f"{digest(editor, edits)[:16]}.npy"
    if not path.exists():
        size, made = editor.settings.batch, []
        for at in range(0, len(edits), size):
            made += [
                one.pixels_HW3 for one in edit_batch(editor, [asked(edit) for edit in edits[at : at + size]], size)
            ]
            print(f"{name}: {len(made)} of {len(edits)} edited", file=sys.stderr, flush=True)
        cache.mkdir(parents=True, exist_ok=True)
        with open(path.with_suffix(".tmp"), "wb") as file:
            np.save(file, np.stack(made))
        path.with_suffix(".tmp").replace(path)
    return np.load(path)


def asked(edit: ExactEdit) -> Edit:
    return Edit(edit.key, edit.prompt, edit.caption, edit.source_HW3)


def digest(editor: Editor, edits: Sequence[ExactEdit]) -> str:
    """Of all that decides what comes out."""
    how = editor.settings
    facts = [digest_of_model(how.model, PARTS), how.strength, how.steps, how.guidance, how.seed, how.batch]
    found = hashlib.sha256(json.dumps(facts).encode())
    for edit in edits:
        found.update(json.dumps([edit.key, edit.prompt]).encode() + edit.source_HW3.tobytes())
    return found.hexdigest()


def contact_rows(edits: Sequence[ExactEdit], judged: dict[str, list[Judged]], made: dict) -> list[list[tuple]]:
    """Of the first edits: the source, the exact result, and what each model made, with what the judge saw amiss."""
    models = [name for name in made if name not in (COPY, EXACT)]
    return [
        [
            (edit.source_HW3, edit.caption),
            (edit.exact_HW3, edit.prompt),
            *((made[name][n], f"{name}: {verdict_of(edit, judged[name][n])}") for name in models),
        ]
        for n, edit in enumerate(edits[:SHEET_ROWS])
    ]


def verdict_of(edit: ExactEdit, judged: Judged) -> str:
    target = edit.target if judged.sees_target else f"no {edit.target}"
    return f"{target}, the rest {'kept' if judged.sees_rest else 'lost'}"


def main() -> int:
    try:
        print(evaluate(read(Settings)))
    except (EditError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
