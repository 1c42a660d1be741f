"""An evaluation's figures as Markdown: editors in rows, kinds of words in columns, each with its 95 % interval over edits."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from training.intervals import Interval, interval
from training.world.shards import KINDS

# Column of the rows: what it says, in which unit, and what it is multiplied by for that.
MEASURES = {
    "success": ("Success: the judge sees the target and all that was to stay, % of the edits", 100),
    "sees_target": ("Of which the first half: the judge sees the target, % of the edits", 100),
    "ssim": ("SSIM-Mbar to the source, x 100; Mbar: outside the exact edit's mask", 1),
    "psnr": ("PSNR to the exact result, dB", 1),
}
GROUPS = ("all", *KINDS, "new combination")


def describe(rows: Sequence[dict], models: Sequence[str]) -> str:
    """Of each measure a table, and below it how far each model lies from those before it, edit by edit. Rows: `judged.row`."""
    found = columns(rows)
    in_group = {group: members(rows, group) for group in GROUPS}
    counts = " · ".join(f"{group} {in_group[group].sum()}" for group in GROUPS)
    parts = [f"Edits: {counts}. In brackets 95 % of the bootstrap over edits."]
    for measure, (title, scale) in MEASURES.items():
        values = {name: scale * values_N for name, values_N in found[measure].items()}
        lines = [(name, values_N, "") for name, values_N in values.items()]
        lines += [(f"{b} - {a}", values[b] - values[a], "+") for a, b in combinations(models, 2)]
        parts.append("\n".join([f"**{title}**", "", *table(lines, in_group)]))
    return "\n\n".join(parts)


def columns(rows: Sequence[dict]) -> dict[str, dict[str, np.ndarray]]:
    """Of each measure and editor the values, in the order of the edits, which is the same for all editors."""
    editors = dict.fromkeys(row["editor"] for row in rows)
    return {
        measure: {
            editor: np.array([row[measure] for row in rows if row["editor"] == editor], np.float64)
            for editor in editors
        }
        for measure in MEASURES
    }


def members(rows: Sequence[dict], group: str) -> np.ndarray:
    """Which edits are of a group, bool [N]."""
    of_one = [row for row in rows if row["editor"] == rows[0]["editor"]]
    return np.array([group in ("all", row["kind"]) or (group == GROUPS[-1] and row["held_out"]) for row in of_one])


def table(lines: Sequence[tuple[str, np.ndarray, str]], in_group: dict[str, np.ndarray]) -> list[str]:
    head = [f"| | {' | '.join(GROUPS)} |", f"|---|{'---|' * len(GROUPS)}"]
    return head + [
        f"| {name} | {' | '.join(cell(interval(values_N[in_group[group]]), sign) for group in GROUPS)} |"
        for name, values_N, sign in lines
    ]


def cell(found: Interval, sign: str) -> str:
    if np.isnan(found.mean):
        return "-"
    if np.isinf(found.mean):
        return "∞"
    return f"{found.mean:{sign}.1f} [{found.low:{sign}.1f}, {found.high:{sign}.1f}]"
