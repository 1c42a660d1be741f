"""How sure a figure is: both seeds and edits are drawn again (a nested bootstrap), the same edits for every arm."""

from collections.abc import Sequence

import numpy as np

from training.intervals import Interval
from training.study.outcome import Outcome

DRAWS = 2000


def draws_of(count: int, stream: int, draws: int = DRAWS) -> np.ndarray:
    """[1 + R, count]: how often each one comes in each draw; in row 0, once each: the figure itself."""
    drawn_RN = np.random.default_rng([stream, count]).multinomial(count, np.full(count, 1 / count), size=draws)
    return np.concatenate([np.ones((1, count), int), drawn_RN]).astype(np.float64)


def edit_draws(edits: int) -> np.ndarray:
    return draws_of(edits, 0)


def seed_draws(seeds: int) -> np.ndarray:
    """One seed cannot say how much seeds differ: it is drawn as it is."""
    return draws_of(seeds, 1)


def means(values_SLE: np.ndarray, edits_RE: np.ndarray, seeds_RS: np.ndarray) -> np.ndarray:
    """mean_RL over seeds and edits in each draw; nan does not count."""
    known_SLE = ~np.isnan(values_SLE)
    by_seed = np.einsum("re,sle->rsl", edits_RE, np.where(known_SLE, values_SLE, 0), optimize=True)
    counts = np.einsum("re,sle->rsl", edits_RE, known_SLE.astype(np.float64), optimize=True)
    total_RL = np.einsum("rs,rsl->rl", seeds_RS, by_seed)
    count_RL = np.einsum("rs,rsl->rl", seeds_RS, counts)
    return np.divide(total_RL, count_RL, out=np.full_like(total_RL, np.nan), where=count_RL > 0)


def matched(success_RL: np.ndarray, ssim_RL: np.ndarray, wanted_R: np.ndarray) -> np.ndarray:
    """Success_R where an arm's curve over strengths has the wanted SSIM-Mbar, by straight lines between strengths; nan where
    the curve does not reach it."""
    found_R = np.full(len(wanted_R), np.nan)
    for row, (success_L, ssim_L, wanted) in enumerate(zip(success_RL, ssim_RL, wanted_R, strict=True)):
        order = [level for level in np.argsort(ssim_L) if not np.isnan(ssim_L[level])]
        if order and ssim_L[order[0]] <= wanted <= ssim_L[order[-1]]:
            found_R[row] = np.interp(wanted, ssim_L[order], success_L[order])
    return found_R


def matched_success(arm: Outcome, none: Outcome, level: int, edits_RE: np.ndarray) -> np.ndarray:
    """The primary endpoint, in per cent: row 0 is the figure, the others its draws."""
    seeds_RS = seed_draws(len(arm.seeds))
    success_RL, ssim_RL = (means(arm.values[name], edits_RE, seeds_RS) for name in ("success", "ssim"))
    wanted_R = means(none.values["ssim"], edits_RE, seed_draws(len(none.seeds)))[:, level]
    return 100 * matched(success_RL, ssim_RL, wanted_R)


def interval_of(found_R: np.ndarray) -> Interval:
    """Row 0, and between what the draws lie in 95 % of cases. nan where more than a few draws know no figure."""
    draws = found_R[1:]
    if np.isnan(found_R[0]) or np.isnan(draws).mean() > 0.05:
        return Interval(float(found_R[0]), np.nan, np.nan)
    low, high = np.nanquantile(draws, (0.025, 0.975))
    return Interval(float(found_R[0]), float(low), float(high))


def combined(weights: Sequence[float], found: Sequence[np.ndarray]) -> np.ndarray:
    return np.sum([weight * found_R for weight, found_R in zip(weights, found, strict=True)], axis=0)


def detectable(found_R: np.ndarray) -> float:
    """The least true difference that would be told from none four times in five (two-sided 5 %): 2.8 standard errors."""
    return 2.8 * float(np.nanstd(found_R[1:]))
