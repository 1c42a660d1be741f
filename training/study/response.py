"""The distance response: whether a picture changes the more, the farther the new word lies from the old one."""

from collections.abc import Sequence

import numpy as np

from training.metrics import distance_response
from training.study.bootstrap import seed_draws
from training.study.outcome import Outcome

# Ranks take long to draw again.
DRAWS = 500


def response_draws(edits: int) -> np.ndarray:
    """index_RE: which edits each draw holds; row 0, all of them once. The same for every arm."""
    drawn_RE = np.random.default_rng([2, edits]).integers(edits, size=(DRAWS, edits))
    return np.concatenate([np.arange(edits)[None], drawn_RE])


def response(arm: Outcome, level: int, kinds: Sequence[str], distance_E: np.ndarray) -> np.ndarray:
    """100 times the rank correlation, mean of the kinds of words and of the seeds: row 0 is the figure, the others its draws."""
    return np.mean([of_kind(arm, level, np.array(kinds) == kind, distance_E) for kind in dict.fromkeys(kinds)], axis=0)


def of_kind(arm: Outcome, level: int, is_kind_E: np.ndarray, distance_E: np.ndarray) -> np.ndarray:
    change_SE = arm.values["change"][:, level, is_kind_E]
    distance_e = distance_E[is_kind_E]
    index_Re = response_draws(len(distance_e))
    by_seed = np.stack([distance_response(distance_e[index_Re], change_e[index_Re]) for change_e in change_SE])
    seeds_RS = seed_draws(len(change_SE))[: 1 + DRAWS]
    return 100 * (seeds_RS * by_seed.T).sum(1) / seeds_RS.sum(1)
