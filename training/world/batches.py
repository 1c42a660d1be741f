"""Sentences as batches without padding: every batch holds sentences of one length."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np


def batches(lengths: Sequence[int], tokens: int, seed: int, epoch: int) -> list[np.ndarray]:
    """Indices of sentences, in batches of one length and at most `tokens` tokens, in an order that the epoch shuffles.

    Every epoch has the same number of batches and holds each sentence once.
    """
    rng = np.random.default_rng([seed, epoch])
    alike = defaultdict(list)
    for at in rng.permutation(len(lengths)):
        alike[lengths[at]].append(at)
    cut = [
        rows[at : at + size]
        for length, rows in sorted(alike.items())
        for size in [max(1, tokens // length)]
        for at in range(0, len(rows), size)
    ]
    return [np.array(cut[at]) for at in rng.permutation(len(cut))]
