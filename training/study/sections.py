"""The sections of the report, from what has run so far."""

import json
from collections.abc import Sequence

from training.study import arms, drawings, tables, treatment, tuning
from training.study.answers import Answer, Evidence, answer
from training.study.blocks import Block, Drawing, Heading, Text
from training.study.instruments import Instruments
from training.study.questions import QUESTIONS, RULES, versus
from training.study.settings import MATCHED, Settings, decisive
from training.study.shuffled import shuffled_labels

SHOWN = (arms.NONE, arms.SOURCE, arms.CL_PA, arms.OURS)
CURVES = (*SHOWN, arms.PRES, arms.TRUE_MASK, arms.TARGETS)

ABOUT_ANSWERS = (
    "Detectable: the least true difference that would be told from none four times in five. Where there is one seed, the "
    "interval is over edits alone."
)
ABOUT_TABLE = (
    "In brackets 95 % over seeds and edits. KID by the judge's features, to the source pictures: Inception's weights are not "
    "here, so it is of another scale than the paper's FID. The mask of SSIM-Mbar is the exact edit's, grown by the window."
)
ABOUT_FOUND = (
    "In brackets 95 % over seeds and edits. Nobody knows these pictures' exact edits: success is R-precision by a CLIP that "
    "chose no prompts, the chance that an edit's prompt is nearer to it than 99 others (or as many as the edits have); the "
    "mask is the network's own, from before training."
)


def all_of(settings: Settings, instruments: Instruments, edits: Sequence[dict]) -> list[Block]:
    test, validation, fresh = (
        Evidence(settings, [row for row in edits if row["set"] == name], name)
        for name in ("test", "validation", "fresh")
    )
    return [
        *answered(test),
        *compared(test),
        *swept(validation),
        *(known_to_the_world(test) if settings.is_world else []),
        Heading("Pictures, as in the paper's Figures 3 and 4"),
        Drawing(
            drawings.pictures(settings, instruments.figure, (*SHOWN, arms.LINEAR)),
            f"Seed 0, strength {MATCHED:g}. First the source and its exact edits, under the word that replaces the old one.",
        ),
        *tuned(validation, fresh),
        *told_about_itself(test),
    ]


def answered(test: Evidence) -> list[Block]:
    answers = [(question, answer(test, question)) for question in QUESTIONS]
    return [
        Heading("What held, and what did not"),
        Text(conclusion([one for _, one in answers if one])),
        tables.questions(answers, test.settings.is_world),
        Text(ABOUT_ANSWERS),
        Heading("The treatment"),
        treatment.table(treatment.read(test.settings)),
    ]


def conclusion(answers: Sequence[Answer]) -> str:
    """A sentence for each claim of the paper."""
    said = []
    for one in answers:
        if one.question.is_claim:
            unit = "of rank correlation x 100" if one.question.measure == "response" else "points of success"
            found = f"{tables.bounds(one.interval, '+')} {unit}, seeds {tables.seeds_text(one.seeds)}"
            asked = one.question.asked[0].upper() + one.question.asked[1:]
            said.append(f"{asked}: **{one.verdict}** ({found}).")
    return " ".join(said) or "No claim can be answered yet."


def compared(test: Evidence) -> list[Block]:
    return [
        Heading("The ablation, beside the paper's Table 2"),
        Text(ABOUT_TABLE if test.settings.is_world else ABOUT_FOUND),
        tables.ablation(test),
        Heading("Success against preservation, over strengths"),
        Drawing(
            drawings.curves(test, CURVES), "A point for each strength; the broken line is where arms are compared."
        ),
    ]


def swept(validation: Evidence) -> list[Block]:
    settings = validation.settings
    told = f"1 is lambda_dis {settings.lambda_dis:g} and lambda_pres {settings.lambda_pres:g}; both are scaled."
    return [
        Heading("One lambda for both losses, beside the paper's Table 3"),
        Text(f"{settings.validation} validation edits. {told}"),
        tables.sweep(settings, validation),
    ]


def known_to_the_world(test: Evidence) -> list[Block]:
    return [
        Heading("Masks, by kind of word and timestep"),
        tables.masks(test.settings),
        Heading("The distance response"),
        tables.responses(test),
        Drawing(drawings.responses(test, SHOWN), "Mean change of the edits of colour, by fifths of the distance."),
    ]


def tuned(validation: Evidence, fresh: Evidence) -> list[Block]:
    settings = validation.settings
    return [
        Heading("What else might be set"),
        Text("Each once, on validation edits: what is best here goes on to the confirmation."),
        tables.variants(settings, validation),
        Heading("The confirmation, on fresh seeds and edits"),
        confirmation(settings, fresh) if is_confirmed(settings) else Text("It has not run yet."),
    ]


def is_confirmed(settings: Settings) -> bool:
    """Whether the confirmation has begun."""
    return (settings.out / "jobs" / "none-100" / "job.json").exists()


def confirmation(settings: Settings, fresh: Evidence) -> Block:
    best = tuning.tuned_arm(settings)
    asked = [
        versus("C1", f"{best.title} beats the model that is not fine-tuned", best, arms.NONE),
        versus("C2", f"{best.title} beats L_LDM alone", best, arms.SOURCE),
        versus("C3", f"{best.title} beats CL + PA", best, arms.CL_PA),
    ]
    if best.name != arms.OURS.name:
        asked.append(versus("C4", f"{best.title} beats Soft-CL + Soft-PA with the defaults", best, arms.OURS))
    return tables.questions([(one, answer(fresh, one)) for one in asked])


def told_about_itself(test: Evidence) -> list[Block]:
    return [
        Heading("Can the harness favour an arm?"),
        Text(shuffled_labels(test)),
        Heading("What it cost"),
        tables.costs(test.settings),
        Heading("How it was asked"),
        *(Text(rule) for rule in RULES),
        Text(f"`{json.dumps(decisive(test.settings))}`"),
    ]
