"""What an edited picture is worth: what the judge sees in it, and how near it came."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.metrics import psnr, ssim_kept
from training.world.exact_edits import ExactEdit
from training.world.eye import Judge
from training.world.shards import KINDS
from training.world.verdict import look_at


@dataclass(frozen=True)
class Judged:
    seen: dict[str, str]  # of each kind the look that the judge sees; near-synonyms have one look
    sees_target: bool
    sees_rest: bool  # the three attributes that were to stay
    ssim: float  # SSIM-Mbar to the source, Mbar outside the exact edit's mask; nan where that is too narrow
    psnr: float  # to the exact result, in decibels

    @property
    def success(self) -> bool:
        return self.sees_target and self.sees_rest


def judge_all(judge: Judge, edits: Sequence[ExactEdit], edited_NHW3: np.ndarray) -> list[Judged]:
    """One for each edit and its edited picture, in their order."""
    looks = look_at(judge, edited_NHW3).looks
    seen = [{kind: looks[kind][number] for kind in KINDS} for number in range(len(edits))]
    return [judge_one(judge, *one) for one in zip(edits, edited_NHW3, seen, strict=True)]


def judge_one(judge: Judge, edit: ExactEdit, edited_HW3: np.ndarray, seen: dict[str, str]) -> Judged:
    right = {kind: seen[kind] == judge.look_of[kind][edit.shown[kind]] for kind in KINDS}
    return Judged(
        seen=seen,
        sees_target=right[edit.kind],
        sees_rest=all(is_right for kind, is_right in right.items() if kind != edit.kind),
        ssim=ssim_kept(edited_HW3, edit.source_HW3, edit.M_HW),
        psnr=psnr(edited_HW3, edit.exact_HW3),
    )
