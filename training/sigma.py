"""The scale of distances by timestep: sigma(t), the median D_ij that the pre-trained model shows around t.

One-step latents differ by sqrt(1/SNR) times what their noise estimates do, so one constant would call everything near
at one end of the window and far at the other. Measured before training; the hinge's margin is m(t)^2 = sigma(t).
"""

import torch
from torch import Tensor

FEWEST_BINS = 8


def calibrate(t_S: Tensor, D_SK: Tensor, window: tuple[int, int], bins: int = FEWEST_BINS) -> Tensor:
    """sigma_bins: the median of all D_ij in each of equal timestep bins over low <= t < high (ours, for Eqn 3).

    t_S and D_SK come from S images whose masks `is_usable`, without gradient.
    Throws where the bins are too few, a bin is empty, or prompts make no difference.
    """
    if bins < FEWEST_BINS:
        raise ValueError(
            f"Saw {bins} timestep bins for sigma, wanted {FEWEST_BINS} or more: distances grow 90-fold in the window."
        )
    low, high = window
    bin_S = (t_S - low) * bins // (high - low)
    return torch.stack([bin_median(D_SK[bin_S == b], b, window, bins) for b in range(bins)])


def bin_median(D_nK: Tensor, b: int, window: tuple[int, int], bins: int) -> Tensor:
    low, high = window
    span = f"t = {low + b * (high - low) // bins} to {low + (b + 1) * (high - low) // bins}"
    if D_nK.numel() == 0:
        raise ValueError(f"Saw no usable mask for {span}, so sigma is unknown there: calibrate on more images.")
    median = D_nK.median()
    if not median > 0:
        raise ValueError(
            f"Saw a median distance of {median.item()} for {span}, wanted more than 0: "
            "the model does not hear its prompts, or answers no numbers."
        )
    return median


def sigma_at(t_B: Tensor, sigma_bins: Tensor, window: tuple[int, int]) -> Tensor:
    """sigma_B at each timestep: straight lines between the bins' centres in log sigma, for distances grow almost
    exponentially with t; the outer half bins continue the outermost lines."""
    low, high = window
    bins = len(sigma_bins)
    place_B = (t_B - low + 0.5) * bins / (high - low) - 0.5
    left_B = place_B.floor().long().clamp(0, bins - 2)
    log_sigma = sigma_bins.log()
    return log_sigma[left_B].lerp(log_sigma[left_B + 1], (place_B - left_B).to(log_sigma.dtype)).exp()
