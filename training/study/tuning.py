"""Which setting of Soft-CL + Soft-PA does best by the primary endpoint on validation edits: it goes on to the confirmation."""

import math

from training.study import arms
from training.study.arms import Arm
from training.study.bootstrap import edit_draws, matched_success
from training.study.outcome import outcome
from training.study.settings import MATCHED, Settings


def candidates(settings: Settings) -> list[Arm]:
    return [arms.OURS, *arms.sweep(settings), *arms.variants(settings)]


def scores(settings: Settings) -> dict[str, float]:
    """Of each candidate that is done, on the one seed that all have; nan where its curve does not reach the SSIM-Mbar."""
    none = outcome(settings, arms.NONE.name, "validation")
    found = {arm.name: outcome(settings, arm.name, "validation", [0]) for arm in candidates(settings)}
    level, once_1E = settings.levels.index(MATCHED), edit_draws(settings.validation)[:1]
    return {name: float(matched_success(one, none, level, once_1E)[0]) for name, one in found.items() if one and none}


def tuned_arm(settings: Settings) -> Arm:
    """The best; of equal ones the first. A curve that does not reach the SSIM-Mbar is no candidate."""
    known = {name: score for name, score in scores(settings).items() if not math.isnan(score)}
    best = max(known, key=known.__getitem__, default=arms.OURS.name)
    return next(arm for arm in candidates(settings) if arm.name == best)
