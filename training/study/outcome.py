"""What the jobs found, as arrays: of each arm, seed, strength and edit a number."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pyarrow import parquet

from training.study.arms import EditSet
from training.study.settings import Settings

MEASURES = ("success", "sees_target", "clip_score", "ssim", "psnr", "change")


@dataclass(frozen=True)
class Outcome:
    """Of one arm on one set of edits: of each measure [S, L, E]: S seeds, L strengths, E edits; nan where it was not asked."""

    seeds: tuple[int, ...]
    values: dict[str, np.ndarray]


def outcome(settings: Settings, arm: str, name: EditSet, seeds: Sequence[int] | None = None) -> Outcome | None:
    """Of the jobs that are done, of these seeds if some are named; None where there is none."""
    found = [seed for seed in done_seeds(settings.out, arm, name) if seeds is None or seed in seeds]
    if not found:
        return None
    tables = [read(settings.out, f"{arm}-{seed}", name) for seed in found]
    edits = max(int(table["edit"].max()) for table in tables) + 1
    return Outcome(tuple(found), {measure: stacked(tables, measure, settings.levels, edits) for measure in MEASURES})


def stacked(tables: Sequence[dict], measure: str, levels: Sequence[float], edits: int) -> np.ndarray:
    values_SLE = np.full((len(tables), len(levels), edits), np.nan, np.float32)
    for seed, table in enumerate(tables):
        level = np.abs(table["strength"][:, None] - np.array(levels)).argmin(1)
        # A world has no CLIP to trust, and without one nobody knows the exact result.
        if measure in table:
            values_SLE[seed, level, table["edit"]] = table[measure]
    return values_SLE


@cache
def read(out: Path, job: str, name: str) -> dict[str, np.ndarray]:
    table = parquet.read_table(out / "jobs" / job / "edits.parquet", filters=[("set", "==", name)])
    return {column: table[column].to_numpy() for column in table.column_names if column != "set"}


def done_seeds(out: Path, arm: str, name: str) -> list[int]:
    """The seeds of an arm whose jobs are done and judged on a set."""
    told = [json.loads(file.read_text()) for file in out.glob(f"jobs/{arm}-*/job.json")]
    return sorted(job["seed"] for job in told if job["arm"]["name"] == arm and name in job["sets"])
