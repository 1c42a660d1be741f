"""The registered questions answered by what has run so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from training.intervals import Interval
from training.study import arms
from training.study.arms import EditSet
from training.study.bootstrap import combined, detectable, edit_draws, interval_of, matched_success
from training.study.outcome import Outcome, outcome
from training.study.questions import SAME, Question, needs_world
from training.study.response import response
from training.study.settings import MATCHED, Settings

Verdict = Literal["yes", "no", "no difference", "unclear"]


@dataclass(frozen=True)
class Answer:
    question: Question
    interval: Interval
    detectable: float  # the least true difference that would be seen four times in five
    seeds: tuple[int, ...]
    verdict: Verdict


@dataclass
class Evidence:
    """One set of edits, and what may be drawn from it."""

    settings: Settings
    edits: Sequence[dict]  # as measure.edit_row says them
    name: EditSet = "test"
    kept: dict = field(default_factory=dict)

    @cached_property
    def level(self) -> int:
        return self.settings.levels.index(MATCHED)

    @cached_property
    def edits_RE(self) -> np.ndarray:
        """Draws of the visible edits; near-synonyms stand behind them, and count for nothing but the response."""
        visible = sum(not edit["is_near"] for edit in self.edits)
        drawn_RE = edit_draws(visible)
        return np.pad(drawn_RE, ((0, 0), (0, len(self.edits) - visible)))

    def outcome(self, arm: str, seeds: Sequence[int] | None = None) -> Outcome | None:
        return outcome(self.settings, arm, self.name, seeds)

    def figure(self, measure: str, arm: str, seeds: Sequence[int] | None = None) -> np.ndarray:
        """Of an arm: row 0 is the figure, the others its draws."""
        asked = (measure, arm, None if seeds is None else tuple(seeds))
        if asked not in self.kept:
            self.kept[asked] = self.drawn(*asked)
        return self.kept[asked]

    def drawn(self, measure: str, arm: str, seeds: Sequence[int] | None) -> np.ndarray:
        found = self.outcome(arm, seeds)
        if measure == "response":
            distance_E = np.array([edit["distance"] for edit in self.edits])
            return response(found, self.level, [edit["kind"] for edit in self.edits], distance_E)
        return matched_success(found, self.outcome(arms.NONE.name), self.level, self.edits_RE)


def answer(evidence: Evidence, question: Question) -> Answer | None:
    """On the seeds that all its arms have; None where there is none yet, or what it takes is not known."""
    if needs_world(question) and not evidence.settings.is_world:
        return None
    outcomes = {arm: evidence.outcome(arm) for arm in question.weights}
    if None in outcomes.values() or evidence.outcome(arms.NONE.name) is None:
        return None
    # The model that is not fine-tuned has no seeds: it is the same beside each.
    of_trained = [set(found.seeds) for arm, found in outcomes.items() if arm != arms.NONE.name]
    seeds = tuple(sorted(set.intersection(*of_trained)))
    if not seeds:
        return None
    found = [
        evidence.figure(question.measure, arm, None if arm == arms.NONE.name else seeds) for arm in question.weights
    ]
    difference_R = combined(list(question.weights.values()), found)
    interval = interval_of(difference_R)
    return Answer(question, interval, detectable(difference_R), seeds, verdict(interval))


def verdict(interval: Interval) -> Verdict:
    """By the registered rules. A figure without bounds decides nothing."""
    mean, low, high = interval.mean, interval.low, interval.high
    if low > 0 and mean >= SAME:
        return "yes"
    if high < 0 and mean <= -SAME:
        return "no"
    if abs(mean) < SAME and -SAME < low and high < SAME:
        return "no difference"
    return "unclear"
