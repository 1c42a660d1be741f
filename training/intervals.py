"""How sure a mean is: bootstrap percentile intervals (Efron 1979)."""

from dataclasses import dataclass

import numpy as np

DRAWS = 2000


@dataclass(frozen=True)
class Interval:
    """A mean, and the bounds between which it lies in 95 % of the draws."""

    mean: float
    low: float
    high: float


def interval(values_N: np.ndarray, seed: int = 0) -> Interval:
    """Of values that are independent of one another; those that are nan do not count, and of none all is nan."""
    known_N = np.asarray(values_N, np.float64)
    known_N = known_N[~np.isnan(known_N)]
    if not len(known_N):
        return Interval(np.nan, np.nan, np.nan)
    if np.isinf(known_N).any():
        return Interval(known_N.mean(), np.nan, np.nan)
    drawn_RN = np.random.default_rng(seed).integers(len(known_N), size=(DRAWS, len(known_N)))
    low, high = np.quantile(known_N[drawn_RN].mean(1), (0.025, 0.975))
    return Interval(float(known_N.mean()), float(low), float(high))
