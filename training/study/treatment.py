"""What Soft-PA does to the prompts that PA would have chosen, on the same rows: without a treatment there is nothing to study."""

import json
from dataclasses import dataclass

import numpy as np
from pyarrow import parquet

from training.shards import find_files
from training.study import arms
from training.study.arms import Prompts
from training.study.blocks import Table
from training.study.plan import StudyError
from training.study.questions import LEAST_TREATMENT
from training.study.settings import Settings

COLUMNS = ["key", "caption", "slot_word", "prompts", "similarity_matrix"]
FIGURES = {
    "range": "distance range: the farthest prompt's distance to the caption less the nearest's",
    "gap": "minimum gap: the least difference of two such distances",
    "near": "rows with a near-synonym among their prompts, %",
}


@dataclass(frozen=True)
class Treatment:
    """Means over the rows of all seeds."""

    rows: int
    range: float
    gap: float
    near: float


def check(settings: Settings, near: dict[str, str] | None) -> dict[Prompts, Treatment]:
    """Raises StudyError where the rows differ, or the treatment is too weak. `near`: word -> look, None without a world."""
    seeds = arms.prompt_seeds(settings)
    rows = {name: [rows_of(settings, name, seed) for seed in seeds] for name in ("pa", "soft-pa")}
    for seed, pa, soft_pa in zip(seeds, rows["pa"], rows["soft-pa"], strict=True):
        if [(row["key"], row["slot_word"]) for row in pa] != [(row["key"], row["slot_word"]) for row in soft_pa]:
            raise StudyError(
                f"PA and Soft-PA of seed {seed} are not of the same rows: make {settings.out}/shards anew."
            )
    found = {name: treatment([row for some in of_name for row in some], near) for name, of_name in rows.items()}
    ratio = found["soft-pa"].range / found["pa"].range
    if ratio < LEAST_TREATMENT:
        raise StudyError(
            f"Soft-PA's distance range is {ratio:.2f} times PA's, wanted {LEAST_TREATMENT} times or more: nothing is "
            "trained, for the arms would hardly differ; give captions with larger pools (candidates.perSource)."
        )
    return found


def rows_of(settings: Settings, name: Prompts, seed: int) -> list[dict]:
    files = find_files(str(arms.shards(settings, name, seed)))
    return [row for _, path in files for row in parquet.read_table(path, columns=COLUMNS).to_pylist()]


def treatment(rows: list[dict], near: dict[str, str] | None) -> Treatment:
    distances = [np.sort(1 - np.array(row["similarity_matrix"][0][1:])) for row in rows]
    share = np.nan
    if near is not None:
        share = 100 * float(np.mean([has_near(row, near) for row in rows]))
    return Treatment(
        rows=len(rows),
        range=float(np.mean([d[-1] - d[0] for d in distances])),
        gap=float(np.mean([np.diff(d).min() for d in distances])),
        near=share,
    )


def has_near(row: dict, look_of: dict[str, str]) -> bool:
    """Whether one of a row's prompts says what looks like the word that it replaced."""
    look = look_of.get(row["slot_word"])
    return any(look is not None and look_of.get(prompt["word"]) == look for prompt in row["prompts"])


def table(found: dict[Prompts, Treatment]) -> Table:
    pa, soft_pa = found["pa"], found["soft-pa"]
    head = [f"means over {pa.rows} rows of all seeds, the same under both", "PA", "Soft-PA", "ratio"]
    rows = []
    for name, title in FIGURES.items():
        a, b = getattr(pa, name), getattr(soft_pa, name)
        if not np.isnan(a):
            rows.append([title, f"{a:.3g}", f"{b:.3g}", f"{b / a:.2f}"])
    return Table(head, rows)


def read(settings: Settings) -> dict[Prompts, Treatment]:
    """As `check` found it."""
    told = json.loads((settings.out / "treatment.json").read_text())
    return {name: Treatment(**one) for name, one in told.items()}
