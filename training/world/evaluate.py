"""Evaluates editors on edits of the closed world, whose exact outcome is known.

python -m training.world.evaluate models=data/models/ldm-mini,out/ldm-only/model,out/soft/model out=out/evaluation

Every model edits the same pictures by SDEdit with the same noise: a source, and its caption with one word replaced. Scenes,
which no training saw, are drawn on first use; what a model made is kept, by the content of its folder. Writes into `out`
table.md, edits.parquet (a row for each edit and editor, from which every cell of the table follows) and sheet.png. Each model
is compared with those named before it, edit by edit.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from training import edit_settings
from training.edit_settings import EditError
from training.editor import open_editor
from training.model_folder import ModelError
from training.settings import read, refuse
from training.world import contact_sheet, exact_edits, eye, loop
from training.world.evaluation_table import describe
from training.world.judged import judge_all, row
from training.world.made import edited, trivial


@dataclass(frozen=True)
class Settings:
    models: str  # diffusers folders with commas between them
    out: Path = Path("out/evaluation")
    edits: int = 256
    seed: int = 31  # of the scenes; no model of this repository learned from it
    noise_seed: int = 0
    strength: float = 0.6
    steps: int = 25  # of the sampler, from pure noise
    guidance: float = 3.0
    batch: int = 32
    judge: Path = Path("data/models/judge-mini")
    scenes: Path = Path("out/world/edits")  # where they are kept
    edited: Path = Path("out/world/edited")  # where what models made of them is kept


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
        **trivial(next(iter(editors.values())), edits),
        **{name: edited(name, editor, edits, settings.edited) for name, editor in editors.items()},
    }
    judge = eye.load(settings.judge)
    judged = {name: judge_all(judge, edits, edited_NHW3) for name, edited_NHW3 in made.items()}
    rows = [row(name, *one) for name in made for one in zip(edits, judged[name], strict=True)]
    table = describe(rows, list(editors))
    settings.out.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.Table.from_pylist(rows), settings.out / "edits.parquet")
    (settings.out / "table.md").write_text(f"{table}\n")
    contact_sheet.write(settings.out / "sheet.png", edits, {name: made[name] for name in editors}, judged)
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


def main() -> int:
    try:
        print(evaluate(read(Settings)))
    except (EditError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
