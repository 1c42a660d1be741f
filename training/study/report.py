"""The report: OUT/report.html, whole in itself, and its twin OUT/STUDY.md, of what has run so far.

python -m training.study.report out=out/study          # while the study goes on, or after
"""

import json
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from training.settings import read
from training.study import arms, blocks, drawings, plan, tables, treatment, tuning
from training.study.answers import Answer, Evidence, answer
from training.study.blocks import Block, Drawing, Heading, Text
from training.study.edit_sets import near_count
from training.study.instruments import Instruments, features_of
from training.study.job import is_done, write_rows
from training.study.measure import edit_row
from training.study.questions import QUESTIONS, RULES, versus
from training.study.settings import MATCHED, Settings, decisive, resolved
from training.study.shuffled import shuffled_labels
from training.study.sweep import first
from training.study.trivial import trivial

TITLE = "Do the paper's claims hold? A study in softpa's closed world"


def write(settings: Settings) -> None:
    """Both files. What the judges need of the edits is kept beside them, so that the next report is quick."""
    instruments = Instruments(settings)
    keep_edits(instruments)
    found = compose(settings, instruments)
    for name, text in (("report.html", blocks.page(TITLE, found)), ("STUDY.md", blocks.markdown(TITLE, found))):
        (making := settings.out / f"{name}.tmp").write_text(text)
        making.replace(settings.out / name)
    print(f"{settings.out}/report.html", file=sys.stderr)


def keep_edits(instruments: Instruments) -> None:
    """edits.parquet, a row an edit; trivial.parquet, what the trivial editors are worth; features of the sources."""
    settings = instruments.settings
    names = [name for name in ("test", "validation", "fresh") if name != "fresh" or is_confirmed(settings)]
    rows = [
        edit_row(name, number, edit, number >= len(edits) - near_count(settings, name))
        for name in names
        for edits in [instruments.edits(name)]
        for number, edit in enumerate(edits)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), settings.out / "edits.parquet", compression="zstd")
    if not (settings.out / "trivial.parquet").exists():
        edits = instruments.edits("test")[: settings.edits]
        if settings.is_world:
            sources_NHW3 = np.stack([edit.source_HW3 for edit in edits])
            np.save(settings.out / "source-features.npy", features_of(instruments.judge)(sources_NHW3))
        made = trivial(instruments.parts, edits, first(instruments.encoded("test"), len(edits)))
        rows = [
            {"editor": name, **row}
            for name, made_NHW3 in made.items()
            for row in instruments.rows(edits, made_NHW3, "test", 0.0)
        ]
        write_rows(settings.out / "trivial.parquet", rows)


def is_confirmed(settings: Settings) -> bool:
    """Whether the confirmation has begun."""
    return bool(list(settings.out.glob("jobs/none-100/job.json")))


def compose(settings: Settings, instruments: Instruments) -> list[Block]:
    edits = parquet.read_table(settings.out / "edits.parquet").to_pylist()
    test, validation, fresh = (
        Evidence(settings, [row for row in edits if row["set"] == name], name)
        for name in ("test", "validation", "fresh")
    )
    answers = [((question.name, question.asked), answer(test, question)) for question in QUESTIONS]
    shown = (arms.NONE, arms.SOURCE, arms.CL_PA, arms.OURS, arms.PRES, arms.TRUE_MASK, arms.TARGETS)
    return [
        Text(state(settings)),
        Heading("What held, and what did not"),
        *conclusion([one for _, one in answers if one]),
        tables.questions(answers),
        Heading("The treatment"),
        Text(treatment.table(treatment.read(settings))),
        Heading("The ablation, beside the paper's Table 2"),
        Text(ABOUT_TABLE),
        tables.ablation(test),
        Heading("Success against preservation, over strengths"),
        Drawing(drawings.curves(test, shown), "A point for each strength; the broken line is where arms are compared."),
        Heading("One lambda for both losses, beside the paper's Table 3"),
        Text(
            f"Validation edits ({settings.validation}); 1 is lambda_dis {settings.lambda_dis:g}, lambda_pres {settings.lambda_pres:g}."
        ),
        tables.sweep(settings, validation),
        Heading("Masks, by kind of word and timestep"),
        tables.masks(settings),
        Heading("The distance response"),
        tables.responses(test),
        Drawing(drawings.responses(test, shown[:4]), "Mean change of the edits, by fifths of the distance."),
        Heading("Pictures, as in the paper's Figures 3 and 4"),
        Drawing(
            drawings.pictures(settings, instruments.figure, (*shown[:4], arms.LINEAR)),
            f"Seed 0, strength {MATCHED:g}; above the exact results stands the word that replaces the old one.",
        ),
        Heading("What else might be set"),
        Text("Each once, on validation edits: what is best here goes on to the confirmation."),
        tables.variants(settings, validation),
        *confirmation(settings, fresh),
        Heading("Can the harness favour an arm?"),
        Text(shuffled_labels(test)),
        Heading("What it cost"),
        tables.costs(settings),
        Heading("How it was asked"),
        *(Text(rule) for rule in RULES),
        Text("`" + json.dumps(decisive(settings)) + "`"),
    ]


ABOUT_TABLE = (
    "In brackets 95 % over seeds and edits. KID by the judge's features, to the source pictures: Inception's weights are not "
    "here, so it is of another scale than the paper's FID. The mask of SSIM-Mbar is the exact edit's, grown by the window."
)


def state(settings: Settings) -> str:
    jobs = arms.first_jobs(settings)
    done = [job for job in jobs if is_done(settings, job)]
    factorial = {arm.name for arm in (arms.SOURCE, *arms.FACTORIAL)}
    whole = [
        seed
        for seed in range(settings.many)
        if all(is_done(settings, job) for job in jobs if job.seed == seed and job.arm.name in factorial)
    ]
    spent_h = sum(part["cpu_s"] for job in tables.told_jobs(settings.out) for part in job["costs"].values()) / 3600
    seeds = tables.seeds_text(whole) if whole else "none"
    form = "The quick form: its figures show that the road is whole, and nothing else. " if settings.quick else ""
    return (
        f"{form}{date.today()}. Registered as `{plan.digest(settings.out)[:16]}` before anything ran. {len(done)} of {len(jobs)} jobs "
        f"are done, and of L_LDM alone and the 2 x 2 seeds {seeds} of 0-{settings.many - 1}; {spent_h:.2f} core-hours. Command: "
        f"`softpa study --out DIR{' --quick' if settings.quick else ''}`."
    )


def conclusion(answers: list[Answer]) -> list[Block]:
    """A sentence for each claim of the paper."""
    said = []
    for one in answers:
        if one.question.is_claim:
            unit = "of rank correlation x 100" if one.question.measure == "response" else "points of success"
            found = f"{tables.bounds(one.interval, '+')} {unit}, seeds {tables.seeds_text(one.seeds)}"
            said.append(f"{one.question.asked}: **{one.verdict}** ({found}).")
    return [Text(" ".join(said) or "No claim can be answered yet.")]


def confirmation(settings: Settings, fresh: Evidence) -> list[Block]:
    if not is_confirmed(settings):
        return [Text("The confirmation on fresh seeds and edits has not run yet.")]
    tuned = tuning.tuned_arm(settings)
    asked = [
        versus("C1", f"{tuned.title} beats the model that is not fine-tuned", tuned, arms.NONE),
        versus("C2", f"{tuned.title} beats L_LDM alone", tuned, arms.SOURCE),
        versus("C3", f"{tuned.title} beats CL + PA", tuned, arms.CL_PA),
        versus("C4", f"{tuned.title} beats Soft-CL + Soft-PA with the defaults", tuned, arms.OURS),
    ]
    asked = asked[:3] if tuned.name == arms.OURS.name else asked
    return [
        Heading("The confirmation, on fresh seeds and edits"),
        tables.questions([((one.name, one.asked), answer(fresh, one)) for one in asked]),
    ]


def main() -> int:
    settings = resolved(read(Settings))
    registered = json.loads(plan.plan_file(settings.out).read_text())["settings"]
    write(replace(settings, **registered))
    return 0


if __name__ == "__main__":
    sys.exit(main())
