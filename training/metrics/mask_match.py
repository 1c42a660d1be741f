"""How well a mask, or the map that it is cut from, matches the true one."""

import math

import numpy as np
import torch
from scipy.stats import rankdata


def iou(M_hw: np.ndarray, true_hw: np.ndarray) -> float:
    """Intersection over union of two bool masks; nan where both are empty."""
    union = (M_hw | true_hw).sum()
    return float((M_hw & true_hw).sum() / union) if union else math.nan


def auc(Delta_hw: np.ndarray, true_hw: np.ndarray) -> float:
    """The probability that a pixel inside the bool mask ranks above one outside; nan where there is no inside or outside.

    By the sum of ranks (Mann and Whitney 1947): it needs no threshold, and ties count as a half.
    """
    is_inside, ranks = true_hw.ravel(), rankdata(Delta_hw.ravel())
    inside, outside = int(is_inside.sum()), int((~is_inside).sum())
    if not inside or not outside:
        return math.nan
    return float((ranks[is_inside].sum() - inside * (inside + 1) / 2) / (inside * outside))


def shrunk(M_HW: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A bool mask in the latent's shape, [h, w]: the latent pixels of which at least half lie inside."""
    share_1hw = torch.nn.functional.adaptive_avg_pool2d(torch.from_numpy(M_HW)[None].float(), shape)
    return (share_1hw[0] >= 0.5).numpy()
