"""What is asked, and what counts as an answer: written down before anything runs."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from training.study import arms
from training.study.settings import MATCHED

# Differences inside so many points are none, whatever their interval.
SAME = 2.0
# The least by which Soft-PA must widen the distance range of PA's prompts, or there is no treatment to study.
LEAST_TREATMENT = 1.4

Measure = Literal["success", "response"]


@dataclass(frozen=True)
class Question:
    """A sum of arms' figures, each with its weight: what is claimed is that it lies above zero."""

    name: str
    asked: str
    weights: dict[str, float]  # by arm
    measure: Measure = "success"
    is_claim: bool = False  # of the paper; the others are controls


def needs_world(question: Question) -> bool:
    """Whether only the closed world knows what it takes: distances of words that no encoder gave, true masks."""
    masked = {arm.name for arm in arms.CONTROLS if arm.masks}
    return question.measure == "response" or not masked.isdisjoint(question.weights)


def versus(name: str, asked: str, better: arms.Arm, worse: arms.Arm, **told) -> Question:
    return Question(name, asked, {better.name: 1.0, worse.name: -1.0}, **told)


SOFT_CL = {arms.SOFT_CL_PA.name: 0.5, arms.OURS.name: 0.5, arms.CL_PA.name: -0.5, arms.CL_SOFT_PA.name: -0.5}
SOFT_PA = {arms.CL_SOFT_PA.name: 0.5, arms.OURS.name: 0.5, arms.CL_PA.name: -0.5, arms.SOFT_CL_PA.name: -0.5}
BOTH = {arms.OURS.name: 1.0, arms.CL_PA.name: 1.0, arms.SOFT_CL_PA.name: -1.0, arms.CL_SOFT_PA.name: -1.0}

QUESTIONS = (
    versus("1a", "CL + PA beats the model that is not fine-tuned", arms.CL_PA, arms.NONE, is_claim=True),
    versus("1b", "CL + PA beats L_LDM alone", arms.CL_PA, arms.SOURCE, is_claim=True),
    versus("2", "Soft-CL + Soft-PA beats CL + PA", arms.OURS, arms.CL_PA, is_claim=True),
    Question("2a", "of which Soft-CL, with either PA", SOFT_CL),
    Question("2b", "of which Soft-PA, with either CL", SOFT_PA),
    Question("2c", "and more together than each alone", BOTH),
    Question("3", "the picture changes the more, the farther the new word", {arms.OURS.name: 1.0}, "response", True),
    Question("3a", "and more so by Soft-CL, with either PA", SOFT_CL, "response", True),
    versus("3b", "and more so than without fine-tuning", arms.OURS, arms.NONE, measure="response"),
    versus("4", "Soft-CL + Soft-PA beats the model that is not fine-tuned", arms.OURS, arms.NONE),
    versus("5", "Soft-CL + Soft-PA beats L_LDM alone", arms.OURS, arms.SOURCE),
    versus("6", "fine-tuning with L_LDM alone beats none", arms.SOURCE, arms.NONE),
    versus("7", "L_pres adds to L_LDM", arms.PRES, arms.SOURCE),
    versus("8", "L_dis adds to L_LDM and L_pres", arms.OURS, arms.PRES),
    versus("9", "L_LDM of the targets, as printed, beats that of the source", arms.TARGETS, arms.SOURCE),
    versus("10", "true masks beat the network's own", arms.TRUE_MASK, arms.OURS),
    versus("11", "it matters where the mask lies: true masks beat shuffled ones", arms.TRUE_MASK, arms.SHUFFLED_MASK),
    versus("12", "the bounded L_dis beats the printed one", arms.OURS, arms.LINEAR),
)

RULES = (
    (
        "Primary endpoint: edit success in per cent, interpolated over strengths to the SSIM-Mbar that the model shows at "
        f"strength {MATCHED} before fine-tuning. Success: an independent judge sees the target word and the scene's other "
        "words."
    ),
    (
        "Secondary: the distance response, Spearman's correlation (x 100) of the world's own distance of old and new word "
        f"with the CIEDE2000 change inside the edit's mask at strength {MATCHED}, mean of the four kinds of words, "
        "near-synonyms included; they count nowhere else."
    ),
    "Intervals: 95 % of draws in which seeds and edits are both drawn again; arms share both, draw by draw.",
    (
        f"Answers: yes where the interval lies above zero and the figure is {SAME} or more; no where it lies below zero and "
        f"the figure is -{SAME} or less; no difference where figure and interval lie inside {SAME} points; else unclear."
    ),
    f"Soft-PA must widen the distance range by {LEAST_TREATMENT} times, on the same rows, or nothing is trained.",
    (
        "Settings are tuned on validation edits, seed 0, by the primary endpoint; the best is confirmed once, on fresh seeds "
        "and fresh edits."
    ),
)


def as_json() -> dict:
    return {"rules": list(RULES), "questions": [dataclasses.asdict(question) for question in QUESTIONS]}
