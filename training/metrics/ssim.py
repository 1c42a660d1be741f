"""SSIM-Mbar: whether an edit kept what it should have kept. Functions of pictures, uint8 [H, W, 3], of 11 pixels or more a side."""

import math

import numpy as np
from scipy.ndimage import binary_erosion
from skimage.metrics import structural_similarity

RADIUS = 5  # pixels: scikit-image cuts Wang's Gaussian of 1.5 pixels to 11 x 11


def ssim_map(a_HW3: np.ndarray, b_HW3: np.ndarray) -> np.ndarray:
    """The structural similarity around each pixel, [H, W], from -1 to 1; the mean of the channels.

    Wang, Bovik, Sheikh, Simoncelli 2004, Eqn 13, with their Gaussian window; pictures go on as their mirror.
    """
    of_wang = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 255}
    return structural_similarity(a_HW3, b_HW3, channel_axis=2, full=True, **of_wang)[1].mean(2)


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
