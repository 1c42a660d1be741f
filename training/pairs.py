"""The K = N(N-1)/2 unique pairs of an image's N prompts, and the choice of one of them.

A mean over K pairs has the same expectation, and the same expected gradient, over one pair drawn uniformly, at the cost
of two prompts: draw a pair, take its prompts and its weight, and call the loss as ever with N = 2. Either prompt is
uniform too, so a mean over N prompts stays unbiased as well. The log-ratio compares pairs and needs them all.
"""

import torch
from torch import Tensor

from training.noise import at_least_fp32


def unique_pairs(N: int, device: torch.device | None = None) -> Tensor:
    """ij_2K: prompts i < j of each pair, in the order (0,1), (0,2), ... that every _BK follows."""
    if N < 2:
        raise ValueError(f"Saw N = {N} prompts per image where pairs need 2 or more: keep more prompts in the shards.")
    return torch.triu_indices(N, N, offset=1, device=device)


def pair_differences(x_BNChw: Tensor) -> Tensor:
    """x_i - x_j as _BKChw, for each pair i < j."""
    x = at_least_fp32(x_BNChw)
    i_K, j_K = unique_pairs(x.shape[1], x.device)
    return x[:, i_K] - x[:, j_K]


def draw_pair(B: int, N: int, generator: torch.Generator) -> Tensor:
    """k_B: for each image the number of one pair, uniform over its K, on the generator's device."""
    return torch.randint(N * (N - 1) // 2, (B,), generator=generator, device=generator.device)


def prompts_of_pair(x_BN: Tensor, k_B: Tensor) -> Tensor:
    """x_B2...: what belongs to the two prompts of each image's pair, out of x_BN... of any further shape."""
    ij_B2 = unique_pairs(x_BN.shape[1], x_BN.device)[:, k_B].T
    return x_BN[torch.arange(len(k_B), device=x_BN.device)[:, None], ij_B2]


def prompts_beside_pair(x_BN: Tensor, k_B: Tensor) -> Tensor:
    """x_Bn...: what belongs to the n = N - 2 prompts that are not in each image's pair."""
    ij_B2 = unique_pairs(x_BN.shape[1], x_BN.device)[:, k_B].T
    is_beside_BN = torch.ones(x_BN.shape[:2], dtype=torch.int8, device=x_BN.device).scatter(1, ij_B2, 0)
    # By sorting rather than by picking, which would wait for an accelerator to count.
    beside_Bn = is_beside_BN.argsort(stable=True, dim=1)[:, 2:]
    return x_BN[torch.arange(len(k_B), device=x_BN.device)[:, None], beside_Bn]


def value_of_pair(x_BK: Tensor, k_B: Tensor) -> Tensor:
    """x_B1: the pair's own value, such as its prompt distance."""
    return x_BK.gather(1, k_B[:, None])
