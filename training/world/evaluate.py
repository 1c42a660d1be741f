"""Evaluates editors on edits of the closed world, whose exact outcome is known.

python -m training.world.evaluate models=data/models/ldm-mini,out/ldm-only/model,out/soft/model out=out/evaluation

Every model edits the same pictures by SDEdit with the same noise: a source, and its caption with one word replaced. Scenes,
which no training saw, are drawn on first use; what a model made is kept, by the content of its folder. Writes into `out`
what `training.evaluate` does, with what the judge says in front. Each model is compared with those named before it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from training.edit_settings import EditError
from training.edit_table import Edit
from training.evaluation import contact_sheet, report, table
from training.evaluation import settings as evaluation
from training.evaluation.edit_list import KnownEdit
from training.evaluation.editors import parse_editors, side_of
from training.evaluation.figures import ALL
from training.evaluation.made import COPY, make_all
from training.evaluation.measures import MEASURES, mean
from training.evaluation.scores import Eyes, Scored, score
from training.model_folder import ModelError
from training.settings import read
from training.world import exact_edits, eye, loop
from training.world.exact_edits import ExactEdit
from training.world.judged import Judged, judge_all
from training.world.shards import KINDS

ALWAYS = "the judge sees every picture"
JUDGED = (
    mean("success", "Success", "the judge sees the target and all that was to stay, % of the edits", ALWAYS, 100),
    mean("sees_target", "Target", "of which the first half: the judge sees the target, % of the edits", ALWAYS, 100),
)
TOLD = ("word", "target", "held_out")  # of an edit, for the rows


@dataclass(frozen=True)
class Settings:
    models: str  # as `training.evaluate` spells them, with commas between them
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
    how, editors = shared(settings), parse_editors(settings.models)
    side = side_of(editors, how)
    exact = exact_edits.draw(settings.scenes, settings.seed, settings.edits, side)
    edits = [known(edit) for edit in exact]
    made, judge = make_all(editors, edits, how, side), eye.load(settings.judge)
    judged = {
        name: judge_all(judge, exact, np.stack([pictures.read(n).pixels_HW3 for n in range(len(edits))]))
        for name, pictures in made.items()
    }
    scored = {name: with_judge(score(edits, pictures, Eyes()), exact, judged[name]) for name, pictures in made.items()}
    facts = report.facts_of(edits, scored[COPY])
    groups = {ALL: np.ones(len(edits), bool), **{kind: facts.kind_N == kind for kind in KINDS}}
    groups["new combination"] = np.array([edit.held_out for edit in exact])
    measures = (*JUDGED, *MEASURES)
    names = [editor.name for editor in editors]
    found = report.all_figures(measures, facts, scored, groups, list(combinations(names, 2)))
    told = report.markdown(table.HOW_SURE, measures, found, list(made))
    report.write(settings.out, told, found, edits, made, scored)
    shown = {name: made[name] for name in names}
    words = {name: [verdict_of(*one) for one in zip(exact, judged[name], strict=True)] for name in names}
    contact_sheet.write(settings.out / "sheets", edits, shown, how.pages, words)
    return told


def shared(settings: Settings) -> evaluation.Settings:
    """The same in the words of `training.evaluate`."""
    return evaluation.Settings(
        models=settings.models,
        edits=settings.scenes,
        out=settings.out,
        edited=settings.edited,
        strength=settings.strength,
        steps=settings.steps,
        guidance=settings.guidance,
        seed=settings.noise_seed,
        batch=settings.batch,
        pages=1,
    )


def known(edit: ExactEdit) -> KnownEdit:
    asked = Edit(edit.key, edit.prompt, edit.caption, edit.source_HW3)
    return KnownEdit(asked, None, edit.M_HW, edit.exact_HW3, edit.distance, edit.kind)


def with_judge(scored: Scored, exact: Sequence[ExactEdit], judged: Sequence[Judged]) -> Scored:
    """What the judge says of an editor's pictures, beside all else that is measured of them."""
    says = {
        name: np.array([getattr(one, name) for one in judged], np.float64)
        for name in ("sees_target", "sees_rest", "success")
    }
    told = {
        **{name: [getattr(edit, name) for edit in exact] for name in TOLD},
        **{f"seen_{kind}": [one.seen[kind] for one in judged] for kind in KINDS},
    }
    return replace(scored, columns={**says, **scored.columns}, told=told)


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
