"""Where the prompts of an image disagree: the dissimilarity map and the edit mask (Eqn 2)."""

from typing import Literal

from torch import Tensor

from training.pairs import pair_differences

# The paper's tau is lost; this is ours.
TAU = 0.25
# Share of the latent's area between which a mask is worth learning from.
USABLE_AREA = (0.01, 0.9)

Peak = Literal["max", "percentile"]


def dissimilarity(eps_BNChw: Tensor) -> Tensor:
    """Delta_B1hw = (1/K) sum_{i<j} |eps_i - eps_j|, mean over channels (Eqn 2)."""
    return pair_differences(eps_BNChw).abs().mean(dim=(1, 2))[:, None]


def edit_mask(Delta_B1hw: Tensor, tau: float, peak: Peak) -> Tensor:
    """M_B1hw = 1[Delta > min + tau (max - min)] of each image, as 0.0 and 1.0, without gradient (Eqn 2).

    `peak` says what counts as the maximum: `max` itself, or the 99th `percentile`, which a few outlying pixels cannot
    move.
    """
    Delta_BP = Delta_B1hw.flatten(1)
    low_B, high_B = Delta_BP.amin(1), highest(Delta_BP, peak)
    threshold_B = low_B + tau * (high_B - low_B)
    return (Delta_BP > threshold_B[:, None]).to(Delta_BP.dtype).view_as(Delta_B1hw)


def highest(Delta_BP: Tensor, peak: Peak) -> Tensor:
    if peak == "max":
        return Delta_BP.amax(1)
    if peak == "percentile":
        return Delta_BP.quantile(0.99, dim=1)
    raise ValueError(f"Saw peak={peak!r} for the mask: choose max or percentile.")


def is_usable(M_B1hw: Tensor) -> Tensor:
    """usable_B: whether the mask covers between 1 % and 90 % of its image.

    An empty mask leaves nothing to push apart, a full one nothing to keep: `loss_total` skips both.
    """
    low, high = USABLE_AREA
    area_B = M_B1hw.mean(dim=(1, 2, 3))
    return (low <= area_B) & (area_B <= high)
