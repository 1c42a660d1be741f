"""Embeddings to begin with: words with the same neighbours lie close before the first step. Without them a small BERT
spends most of a short training on no more than how frequent words are."""

from collections.abc import Iterable, Sequence

import torch

WINDOW = 5


def embeddings(
    texts: Iterable[tuple[float, Sequence[Sequence[int]]]], special: int, size: int, width: int
) -> torch.Tensor:
    """[size, width], each row about as long as the square root of `width`; of no meaning for the first `special`
    tokens.

    `texts` are (weight, token ids of sentences). The square root of a truncated SVD of the positive pointwise mutual
    information of words at most 5 apart, contexts to the power of .75 (Levy, Goldberg and Dagan 2015).
    """
    near_VV = count_neighbours(texts, special, size)
    word_V = near_VV.sum(1)
    context_V = word_V**0.75
    expected_VV = torch.outer(word_V, context_V / context_V.sum()).clamp_(min=1e-9)
    ppmi_VV = (near_VV / expected_VV).clamp_(min=1.0).log_()
    left_VD, strength_D, _ = torch.svd_lowrank(ppmi_VV, q=width, niter=2)
    rows_VD = left_VD * strength_D.sqrt()
    return rows_VD / rows_VD.pow(2).mean(1, keepdim=True).sqrt().clamp(min=1e-3)


def count_neighbours(texts, special: int, size: int) -> torch.Tensor:
    """How often two tokens were neighbours in a sentence, [size, size]: 1 / distance for each time."""
    near = torch.zeros(size * size)
    for weight, sentences in texts:
        # Sentences one after another, so far apart that no window spans two.
        row = torch.tensor([token for sentence in sentences for token in [*sentence, *[0] * WINDOW]])
        for distance in range(1, WINDOW + 1):
            left, right = row[:-distance], row[distance:]
            words = (left >= special) & (right >= special)
            pairs = (left * size + right)[words]
            near.index_add_(0, pairs, torch.full(pairs.shape, weight / distance))
    near_VV = near.view(size, size)
    return near_VV + near_VV.T
