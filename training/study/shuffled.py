"""A check of the harness: with arms' labels shuffled, edit by edit and seed by seed, nobody may win."""

import numpy as np

from training.study import arms
from training.study.answers import Evidence, verdict
from training.study.bootstrap import interval_of, matched_success
from training.study.outcome import Outcome

PAIRS = ((arms.OURS, arms.CL_PA), (arms.OURS, arms.SOURCE), (arms.CL_PA, arms.SOURCE))


def shuffled_labels(evidence: Evidence, seed: int = 0) -> str:
    """One sentence on each pair of arms that has run."""
    said, none = [], evidence.outcome(arms.NONE.name)
    for number, (a, b) in enumerate(PAIRS):
        one, other = evidence.outcome(a.name), evidence.outcome(b.name)
        if one and other and none and one.seeds == other.seeds:
            pair = swapped(one, other, np.random.default_rng([seed, number]))
            found = [matched_success(arm, none, evidence.level, evidence.edits_RE) for arm in pair]
            interval = interval_of(found[0] - found[1])
            figures = f"{interval.mean:+.1f} [{interval.low:+.1f}, {interval.high:+.1f}], {verdict(interval)}"
            said.append(f"{a.title} against {b.title}: {figures}.")
    return "With their labels shuffled, edit by edit and seed by seed: " + " ".join(said or ["nothing has run yet."])


def swapped(one: Outcome, other: Outcome, draw: np.random.Generator) -> tuple[Outcome, Outcome]:
    """Each edit of each seed keeps its label, or gives it to the other arm's, at all strengths together."""
    S, _, E = one.values["success"].shape
    is_kept_S1E = draw.random((S, 1, E)) < 0.5
    mixed = [
        {name: np.where(is_kept_S1E, a.values[name], b.values[name]) for name in a.values}
        for a, b in ((one, other), (other, one))
    ]
    return Outcome(one.seeds, mixed[0]), Outcome(one.seeds, mixed[1])
