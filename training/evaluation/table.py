"""An evaluation's figures as Markdown and as JSON: editors in rows, each figure with its 95 % interval."""

import math
from collections.abc import Sequence
from dataclasses import asdict

from training.evaluation.figures import ALL, Figure
from training.evaluation.measures import Measure

HOW_SURE = (
    "Behind ± the standard error, in brackets 95 % of the bootstrap over edits; differences are of the same edits. In round "
    "brackets how many edits have what the measure asks."
)


def summary(measures: Sequence[Measure], found: Sequence[Figure], editors: Sequence[str]) -> str:
    """One table of all edits: editors in rows, measures in columns."""
    at = {(figure.measure, figure.editor): figure for figure in found if figure.minus is None and figure.group == ALL}
    head = [f"| all edits | {' | '.join(measure.short for measure in measures)} |", f"|---|{'---|' * len(measures)}"]
    lines = [
        f"| {name} | {' | '.join(brief(at[measure.name, name], measure.digits) for measure in measures)} |"
        for name in editors
    ]
    return "\n".join(head + lines)


def details(measure: Measure, found: Sequence[Figure]) -> str:
    """A table of one measure: editors and below them differences in rows, groups of edits in columns; no row of no figure."""
    own = [figure for figure in found if figure.measure == measure.name]
    groups = list(dict.fromkeys(figure.group for figure in own))
    counts = {group: max(figure.n for figure in own if figure.group == group) for group in groups}
    rows: dict[tuple, dict[str, Figure]] = {}
    for figure in sorted(own, key=lambda figure: figure.minus is not None):
        rows.setdefault((figure.editor, figure.minus), {})[figure.group] = figure
    head = [f"| | {' | '.join(f'{group} ({counts[group]})' for group in groups)} |", f"|---|{'---|' * len(groups)}"]
    lines = [
        f"| {' - '.join(filter(None, named))} | {' | '.join(cell(row[group], measure.digits) for group in groups)} |"
        for named, row in rows.items()
        if any(not math.isnan(figure.value.mean) for figure in row.values())
    ]
    return "\n".join([f"**{measure.short}**: {measure.title}", "", *head, *lines])


def brief(figure: Figure, digits: int) -> str:
    error = "" if math.isnan(figure.error) else f" ± {figure.error:.{digits}f}"
    return number(figure.value.mean, digits) + error


def cell(figure: Figure, digits: int) -> str:
    value, sign = figure.value, "+" if figure.minus else ""
    mean, low, high = (number(one, digits, sign) for one in (value.mean, value.low, value.high))
    return mean if math.isnan(value.low) else f"{mean} [{low}, {high}]"


def number(value: float, digits: int, sign: str = "") -> str:
    if math.isnan(value):
        return "-"
    # Adding zero turns the -0.0 that rounding leaves into 0.0.
    return "∞" if math.isinf(value) else format(round(value, digits) + 0.0, f"{sign}.{digits}f")


def as_json(found: Sequence[Figure]) -> list[dict]:
    """Figures as JSON holds them, which has no nan and no infinity: null."""
    flat = [{**asdict(figure), **asdict(figure.value)} for figure in found]
    return [{name: finite(value) for name, value in one.items() if name != "value"} for one in flat]


def finite(value):
    return None if isinstance(value, float) and not math.isfinite(value) else value
