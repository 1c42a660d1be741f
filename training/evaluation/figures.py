"""The cells of a table: what a measure says of an editor, or of two, on the edits of a group, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.evaluation.measures import EditFacts, Measure
from training.evaluation.scores import Scored
from training.intervals import Interval, bounds, draws

ALL = "all"  # the group of all edits


@dataclass(frozen=True)
class Figure:
    """One cell: an editor's, or how far it lies from another (`minus`), over `n` edits of a group."""

    measure: str
    editor: str
    minus: str | None
    group: str
    n: int
    value: Interval
    error: float  # standard error: the spread of the draws


def figures(
    measure: Measure,
    facts: EditFacts,
    scored: dict[str, Scored],
    groups: dict[str, np.ndarray],
    pairs: Sequence[tuple[str, str]],
) -> list[Figure]:
    """Of each group (bool [N]) the editors' figures, and of each pair (a, b) how far b lies from a, of the same draws.

    An edit counts for an editor where it has what the measure asks, and in a pair where both have it.
    """
    asked = {name: measure.asks(facts, one) for name, one in scored.items()}
    found = []
    for group, is_in_N in groups.items():
        for name, one in scored.items():
            rows_n = np.flatnonzero(is_in_N & asked[name])
            found.append(figure(measure, facts, [one], rows_n, (name, None, group)))
        for a, b in pairs:
            rows_n = np.flatnonzero(is_in_N & asked[a] & asked[b])
            found.append(figure(measure, facts, [scored[b], scored[a]], rows_n, (b, a, group)))
    return found


def figure(
    measure: Measure, facts: EditFacts, of: Sequence[Scored], rows_n: np.ndarray, told: tuple[str, str | None, str]
) -> Figure:
    """Of one editor, or the first less the second."""
    if len(rows_n) < measure.least:
        return Figure(measure.name, *told, len(rows_n), Interval(np.nan, np.nan, np.nan), np.nan)
    value = less([measure.statistic(facts, one, rows_n[None]) for one in of])[0]
    drawn_R = np.array([np.nan])
    if measure.has_interval and np.isfinite(value):
        drawn_Rn = rows_n[draws(len(rows_n))]
        drawn_R = less([measure.statistic(facts, one, drawn_Rn) for one in of])
    known_R = drawn_R[~np.isnan(drawn_R)]
    error = float(known_R.std()) if len(known_R) else np.nan
    return Figure(measure.name, *told, len(rows_n), bounds(float(value), drawn_R), error)


def less(values: Sequence[np.ndarray]) -> np.ndarray:
    return values[0] if len(values) == 1 else values[0] - values[1]
