"""How sure a mean is: bootstrap percentile intervals (Efron 1979)."""

from dataclasses import dataclass

import numpy as np

DRAWS = 2000


@dataclass(frozen=True)
class Interval:
    """A figure, a mean mostly, and the bounds between which it lies in 95 % of the draws."""

    mean: float
    low: float
    high: float


def interval(values_N: np.ndarray, seed: int = 0) -> Interval:
    """Of values that are independent of one another; those that are nan do not count, and of none all is nan."""
    known_N = np.asarray(values_N, np.float64)
    known_N = known_N[~np.isnan(known_N)]
    if not len(known_N):
        return Interval(np.nan, np.nan, np.nan)
    return bounds(float(known_N.mean()), known_N[draws(len(known_N), seed)].mean(1))


def draws(count: int, seed: int = 0) -> np.ndarray:
    """[DRAWS, count]: each draw as many of `count` things as there are, with replacement."""
    return np.random.default_rng(seed).integers(count, size=(DRAWS, count))


def bounds(value: float, drawn_R: np.ndarray) -> Interval:
    """A figure between the bounds of what it was in the draws; those that are nan do not count."""
    if not np.isfinite(value) or np.isnan(drawn_R).all():
        return Interval(value, np.nan, np.nan)
    low, high = np.nanquantile(drawn_R, (0.025, 0.975))
    return Interval(value, float(low), float(high))
