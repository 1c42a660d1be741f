"""Evaluates editors on a list of edits: how well each does what it is asked, and keeps what it is not.

python -m training.evaluate models=FOLDER,diffedit:FOLDER,FOLDER+LORA edits=edits.parquet out=evaluation clip=CLIP_FOLDER

Every editor edits the same pictures with the same noise. What one made is kept in `out/edited`, and not made again while
model, settings and edit are the same. Writes into `out` table.md, table.json, edits.parquet and features.parquet (of each edit
and editor the numbers that every cell of the table follows from) and sheets/. A measure that asks what the list does not hold is
left out, and the table says so.
"""

import json
import sys

import torch

from training.edit_settings import EditError
from training.edit_table import TableError
from training.evaluation import contact_sheet, report, table
from training.evaluation.edit_list import KnownEdit, read_list
from training.evaluation.editors import parse_editors, run_of, side_of
from training.evaluation.made import COPY, make_all
from training.evaluation.measures import MEASURES
from training.evaluation.scores import Eyes, score
from training.evaluation.settings import Settings
from training.metrics import inception_features, open_clip
from training.metrics.clip import PREFIX
from training.model_folder import ModelError
from training.settings import plain, read


def evaluate(settings: Settings) -> tuple[str, int]:
    """Writes all; answers the table, and how many rows of the list could not be edited.

    Raises EditError, ModelError or TableError for what cannot be evaluated.
    """
    editors = parse_editors(settings.models)
    side = side_of(editors, settings)
    eyes = open_eyes(settings)
    edits, refused = read_list(settings.edits, side)
    for row in refused:
        print(f"Row {row.key} is left out: {row.why}.", file=sys.stderr)
    settings.out.mkdir(parents=True, exist_ok=True)
    (settings.out / "evaluate.json").write_text(json.dumps(plain(settings), indent=2) + "\n")

    made = make_all(editors, edits, settings, side)
    scored = {name: score(edits, pictures, eyes) for name, pictures in made.items()}
    facts = report.facts_of(edits, scored[COPY])
    first, *others = [editor.name for editor in editors]
    found = report.all_figures(MEASURES, facts, scored, report.kinds_of(facts), [(first, other) for other in others])
    told = report.markdown(head(settings, edits, len(refused), side), MEASURES, found, list(made))
    report.write(settings.out, told, found, edits, made, scored)
    shown = {editor.name: made[editor.name] for editor in editors}
    contact_sheet.write(settings.out / "sheets", edits, shown, settings.pages)
    return told, len(refused)


def open_eyes(settings: Settings) -> Eyes:
    clip = None if settings.clip is None else open_clip(settings.clip)
    return Eyes(clip, settings.prefix, None if settings.features is None else inception_features(settings.features))


def head(settings: Settings, edits: list[KnownEdit], refused: int, side: int) -> str:
    """What was done, and what the figures mean."""
    how = f"Strength {settings.strength}, {settings.steps} steps, guidance {settings.guidance}, noise {settings.seed}"
    lines = [
        f"# {len(edits)} edits of {settings.edits.name}, {side} x {side} pixels",
        f"{how}, the same for all. {table.HOW_SURE}",
    ]
    if refused:
        lines.append(f"{refused} rows of the list could not be edited.")
    if settings.features is not None:
        lines.append(f"Features of the Fréchet and kernel distance: {settings.features.name}.")
    elif settings.clip is not None:
        lines.append(
            f"Features of the Fréchet and kernel distance: the pictures' embeddings by {run_of(settings.clip)}, which are not "
            "Inception's: they compare with one another, and with no FID of a paper."
        )
    if settings.clip is not None and settings.prefix != PREFIX:
        lines.append(f"Texts of CLIPScore stand behind {settings.prefix!r}, where its definition has {PREFIX!r}.")
    return "\n\n".join(lines)


def main() -> int:
    """The exit code: 2 for what the user has to change before anything is edited, 1 where rows were left out."""
    settings = read(Settings)
    try:
        told, refused = evaluate(settings)
    except (EditError, ModelError, TableError) as error:
        print(error, file=sys.stderr)
        return 2
    except torch.OutOfMemoryError:
        print(f"The memory does not hold batch={settings.batch}: halve it, or set precision=bf16.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the same command goes on behind the edits that are made.", file=sys.stderr)
        return 130
    print(told)
    if refused:
        print(f"{refused} rows were left out; their reasons stand above.", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
