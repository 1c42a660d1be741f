"""The tables of the report, from what has run so far."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from pyarrow import parquet

from training.intervals import Interval
from training.metrics import kernel_distance
from training.study import arms, tuning
from training.study.answers import Answer, Evidence
from training.study.arms import Arm
from training.study.blocks import Table
from training.study.bootstrap import interval_of, means, seed_draws
from training.study.mask_quality import TIMESTEPS
from training.study.outcome import Outcome, done_seeds
from training.study.questions import Question, needs_world
from training.study.settings import MATCHED, Settings
from training.world.shards import KINDS

# What an arm is worth at the matched strength, beside the primary endpoint: in the closed world, and without one.
IN_WORLD = {"success": "success, %", "sees_target": "sees target, %", "ssim": "SSIM-Mbar", "psnr": "PSNR, dB"}
FOUND = {"success": "R-precision, %", "clip_score": "CLIPScore", "ssim": "SSIM-Mbar"}
PERCENT = ("success", "sees_target")
# CLIPScore, FID, SSIM-Mbar of the paper's Table 2.
PAPER = {
    arms.NONE.name: "76.76 · 174 · 63.07",
    arms.CL_PA.name: "77.94 · 159 · 68.37",
    arms.SOFT_CL_PA.name: "77.53 · 140 · 67.21",
    arms.OURS.name: "78.19 · 133 · 70.39",
}
# And of its Table 3, by lambda.
PAPER_LAMBDA = {
    0.25: "76.11 · 148 · 70.75",
    0.5: "76.54 · 146 · 70.3",
    1.0: "78.20 · 133 · 70.39",
    2.0: "72.04 · 121 · 73.22",
}
SHOWN = (arms.NONE, arms.SOURCE, arms.CL_PA, arms.SOFT_CL_PA, arms.CL_SOFT_PA, arms.OURS, *arms.CONTROLS, arms.LINEAR)


def questions(answers: Sequence[tuple[Question, Answer | None]], is_world: bool = True) -> Table:
    rows = []
    for question, one in answers:
        name, asked = question.name, question.asked
        if one is None:
            can = is_world or not needs_world(question)
            rows.append(
                [name, asked, "has not run yet" if can else "cannot be asked without the closed world", "", "", ""]
            )
            continue
        told = [
            bounds(one.interval, "+") or "out of reach",
            f"{one.detectable:.1f}",
            seeds_text(one.seeds),
            f"**{one.verdict}**",
        ]
        rows.append([name, asked, *told])
    return Table(["", "claim", "difference, points [95 %]", "detectable", "seeds", "answer"], rows)


def ablation(evidence: Evidence) -> Table:
    """Each arm, its figures at the matched strength, and the paper's beside those that it has."""
    measures = IN_WORLD if evidence.settings.is_world else FOUND
    first, *others = measures.values()
    head = ["arm", "seeds", f"success at SSIM-Mbar of none at {MATCHED:g}, %", f"at strength {MATCHED:g}: {first}"]
    head += [*others, "KID", "paper: CLIPScore · FID · SSIM-Mbar"]
    rows = [[name, "", "", *cells, "", ""] for name, cells in trivial_cells(evidence, measures)]
    for arm in SHOWN:
        if found := evidence.outcome(arm.name):
            at = [at_level(evidence, found, measure) for measure in measures]
            last = [kernel(evidence, arm.name, found.seeds), PAPER.get(arm.name, "")]
            rows.append([arm.title, seeds_text(found.seeds), primary(evidence, arm), *at, *last])
    return Table(head, rows)


def at_level(evidence: Evidence, found: Outcome, measure: str) -> str:
    scale = 100 if measure in PERCENT else 1
    drawn_RL = scale * means(found.values[measure], evidence.edits_RE, seed_draws(len(found.seeds)))
    return bounds(interval_of(drawn_RL[:, evidence.level]))


def trivial_cells(evidence: Evidence, measures: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    file = evidence.settings.out / "trivial.parquet"
    if evidence.name == "test" and file.exists():
        rows = parquet.read_table(file).to_pylist()
        for name in dict.fromkeys(row["editor"] for row in rows):
            some = [row for row in rows if row["editor"] == name]
            found = [np.nanmean([float(row[measure]) for row in some]) for measure in measures]
            scaled = [100 * mean if measure in PERCENT else mean for measure, mean in zip(measures, found, strict=True)]
            yield name, ["∞" if np.isinf(mean) else f"{mean:.1f}" for mean in scaled]


def kernel(evidence: Evidence, arm: str, seeds: Sequence[int]) -> str:
    """Mean of the seeds, to the source pictures, by the judge's features; of arms that have some."""
    out = evidence.settings.out
    files = [file for seed in seeds if (file := out / f"jobs/{arm}-{seed}/features.npy").exists()]
    if not files:
        return ""
    source_ND = np.load(out / "source-features.npy")
    return f"{np.mean([kernel_distance(np.load(file), source_ND) for file in files]):.1f}"


def sweep(settings: Settings, evidence: Evidence) -> Table:
    """Both lambdas times a factor, on validation edits."""
    known = {0.25: 0, 0.5: 1, 2.0: 2}
    found = {factor: arms.sweep(settings)[at] for factor, at in known.items()} | {1.0: arms.OURS}
    head = [
        "lambda",
        "seeds",
        "success at matched SSIM-Mbar, %",
        f"success at {MATCHED:g}, %",
        "SSIM-Mbar",
        "paper: CLIPScore · FID · SSIM-Mbar",
    ]
    rows = []
    for factor, arm in sorted(found.items()):
        if one := evidence.outcome(arm.name):
            cells = [at_level(evidence, one, measure) for measure in ("success", "ssim")]
            rows.append([f"{factor:g}", seeds_text(one.seeds), primary(evidence, arm), *cells, PAPER_LAMBDA[factor]])
    return Table(head, rows)


def variants(settings: Settings, evidence: Evidence) -> Table:
    """What was tuned: one seed each, on validation edits."""
    rows = []
    for arm in tuning.candidates(settings):
        if evidence.outcome(arm.name, [0]):
            rows.append([arm.title, spelled(arm), primary(evidence, arm, [0])])
    return Table(["setting of Soft-CL + Soft-PA", "", "success at matched SSIM-Mbar, %, seed 0"], rows)


def spelled(arm: Arm) -> str:
    return " ".join(f"`{name}={value}`" for name, value in arm.says.items()) or "the defaults"


def primary(evidence: Evidence, arm: Arm, seeds: Sequence[int] | None = None) -> str:
    return bounds(interval_of(evidence.figure("success", arm.name, seeds))) or "out of reach"


def masks(settings: Settings) -> Table:
    """AUC of Delta, and IoU of M less that of a mask of ones."""
    head = ["arm", "kind", *(f"t = {t}: AUC · IoU over ones" for t in TIMESTEPS)]
    rows = []
    for arm in (arms.NONE, arms.SOURCE, arms.CL_PA, arms.OURS, arms.TRUE_MASK):
        found = mask_table(settings.out, arm.name)
        for kind in KINDS if found else ():
            rows.append([arm.title, kind, *(mask_cell(found, kind, t) for t in TIMESTEPS)])
    return Table(head, rows)


@cache
def mask_table(out: Path, arm: str) -> list[dict]:
    files = [out / f"jobs/{arm}-{seed}/masks.parquet" for seed in done_seeds(out, arm, "test")]
    return [row for file in files for row in parquet.read_table(file).to_pylist()]


def mask_cell(found: Sequence[dict], kind: str, t: int) -> str:
    some = [row for row in found if (row["kind"], row["t"]) == (kind, t)]
    auc = np.nanmean([row["auc"] for row in some])
    over = np.nanmean([row["iou"] - row["iou_of_ones"] for row in some])
    return f"{auc:.3f} · {over:+.3f}"


def responses(evidence: Evidence) -> Table:
    """Spearman's correlation x 100 of each arm."""
    rows = []
    for arm in SHOWN:
        if found := evidence.outcome(arm.name):
            rows.append(
                [arm.title, seeds_text(found.seeds), bounds(interval_of(evidence.figure("response", arm.name)))]
            )
    return Table(["arm", "seeds", "distance response, x 100"], rows)


def costs(settings: Settings) -> Table:
    """Processor seconds of one seed, mean of those that ran."""
    rows = []
    for name in dict.fromkeys(job["arm"]["name"] for job in told_jobs(settings.out)):
        of_arm = [job for job in told_jobs(settings.out) if job["arm"]["name"] == name]
        title, stopped = of_arm[0]["arm"]["title"], of_arm[0]["stopped"] or ""
        spent = [np.mean([job["costs"][part]["cpu_s"] for job in of_arm]) for part in ("training", "evaluation")]
        rows.append([title, str(len(of_arm)), *(f"{seconds:.0f}" for seconds in spent), stopped])
    return Table(["arm", "jobs", "training, CPU-s", "judging, CPU-s", ""], rows)


def told_jobs(out: Path) -> list[dict]:
    return [json.loads(file.read_text()) for file in sorted(out.glob("jobs/*/job.json"))]


def bounds(found: Interval, sign: str = "") -> str:
    if np.isnan(found.mean):
        return ""
    if np.isnan(found.low):
        return f"{found.mean:{sign}.1f}"
    return f"{found.mean:{sign}.1f} [{found.low:{sign}.1f}, {found.high:{sign}.1f}]"


def seeds_text(seeds: Sequence[int]) -> str:
    """0-7, or 0, 2, 5."""
    whole = list(range(seeds[0], seeds[-1] + 1)) == list(seeds)
    return f"{seeds[0]}-{seeds[-1]}" if whole and len(seeds) > 1 else ", ".join(map(str, seeds))
