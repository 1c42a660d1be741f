"""Doubt: what a captioner is told that it said before is sometimes wrong, so that it must look at the picture.

A decoder that never read "crimson dog" otherwise takes the crimson that it just said for a sign that no dog follows.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

NOT_ASKED = -100


def doubted(ids_BT: Tensor, words: Sequence[Tensor], share: float) -> Tensor:
    """The tokens, where each word of a kind is, by that chance, another of its kind; `words` holds the ids of each kind."""
    told_BT = ids_BT.clone()
    for of_kind_W in words:
        at_BT = torch.isin(ids_BT, of_kind_W) & (torch.rand(ids_BT.shape, device=ids_BT.device) < share)
        told_BT[at_BT] = of_kind_W[torch.randint(len(of_kind_W), (int(at_BT.sum()),), device=ids_BT.device)]
    return told_BT


def unasked(ids_BT: Tensor, words_W: Tensor) -> Tensor:
    """The tokens as labels that ask for none of these words."""
    return ids_BT.masked_fill(torch.isin(ids_BT, words_W), NOT_ASKED)
