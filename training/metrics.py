"""Whether an edit kept what it should have kept, and hit what it should have hit: functions of pictures, uint8 [H, W, 3]."""

import math

import numpy as np
from scipy.ndimage import binary_erosion, gaussian_filter

# Wang, Bovik, Sheikh, Simoncelli 2004: a Gaussian window of 11 x 11 pixels, and the two constants of their section III-B.
SIGMA, RADIUS = 1.5, 5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def ssim_map(a_HW3: np.ndarray, b_HW3: np.ndarray) -> np.ndarray:
    """The structural similarity around each pixel, [H, W], from -1 to 1; the mean of the channels (Wang et al. 2004, Eqn 13).

    The same as scikit-image's with `gaussian_weights=True, use_sample_covariance=False`; pictures go on as their mirror.
    """
    a_HW3, b_HW3 = a_HW3.astype(np.float64), b_HW3.astype(np.float64)
    mean_a, mean_b = blurred(a_HW3), blurred(b_HW3)
    spread_a, spread_b = blurred(a_HW3**2) - mean_a**2, blurred(b_HW3**2) - mean_b**2
    together = blurred(a_HW3 * b_HW3) - mean_a * mean_b
    light = (2 * mean_a * mean_b + C1) / (mean_a**2 + mean_b**2 + C1)
    structure = (2 * together + C2) / (spread_a + spread_b + C2)
    return (light * structure).mean(2)


def blurred(values_HW3: np.ndarray) -> np.ndarray:
    return gaussian_filter(values_HW3, SIGMA, radius=RADIUS, axes=(0, 1))


def far_from(M_HW: np.ndarray) -> np.ndarray:
    """Mbar eroded by the window's radius, bool [H, W]: the pixels whose whole window lies outside the mask M."""
    return binary_erosion(~M_HW, np.ones((2 * RADIUS + 1,) * 2), border_value=1)


def ssim_kept(edited_HW3: np.ndarray, source_HW3: np.ndarray, M_HW: np.ndarray) -> float:
    """SSIM-Mbar: 100 times the mean of the similarity to the source over `far_from(M)`; nan where that is empty.

    M_HW, bool: where the edit may change the picture. Whoever reports the figure says which mask that was.
    """
    kept_HW = far_from(M_HW)
    if not kept_HW.any():
        return math.nan
    return 100 * float(ssim_map(edited_HW3, source_HW3)[kept_HW].mean())


def psnr(edited_HW3: np.ndarray, exact_HW3: np.ndarray) -> float:
    """Peak signal to noise ratio in decibels, over all pixels and channels; infinite for equal pictures."""
    error = float(((edited_HW3.astype(np.float64) - exact_HW3) ** 2).mean())
    return 10 * math.log10(255**2 / error) if error else math.inf
