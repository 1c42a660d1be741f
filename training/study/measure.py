"""The rows of an arm: what each edit was worth at each strength. Every figure of the report is a function of such rows."""

from collections.abc import Iterator, Sequence

import numpy as np

from training.metrics import change_within
from training.world.exact_edits import ExactEdit
from training.world.eye import Judge
from training.world.judged import judge_all


def judged_rows(
    judge: Judge, edits: Sequence[ExactEdit], made_NHW3: np.ndarray, name: str, strength: float
) -> Iterator[dict]:
    for number, (edit, judged) in enumerate(zip(edits, judge_all(judge, edits, made_NHW3), strict=True)):
        yield {
            "set": name,
            "edit": number,
            "strength": strength,
            "success": judged.success,
            "sees_target": judged.sees_target,
            "ssim": round(judged.ssim, 2),
            "psnr": round(judged.psnr, 2),
            "change": round(change_within(made_NHW3[number], edit.source_HW3, edit.M_HW), 2),
        }


def edit_row(name: str, number: int, edit: ExactEdit, is_near: bool) -> dict:
    """What a table of edits holds of one."""
    told = ("key", "kind", "word", "target", "caption", "prompt", "distance", "held_out")
    return {"set": name, "edit": number, "is_near": is_near, **{column: getattr(edit, column) for column in told}}
