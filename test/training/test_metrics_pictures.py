"""SSIM-Mbar and PSNR: what is equal is perfect, what is worse scores less, and others compute the same."""

import math
from itertools import pairwise

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

from training.metrics import far_from, psnr, ssim_kept, ssim_map

NOWHERE = np.zeros((24, 20), bool)
# Of Wang et al. 2004, section III-B and C.
SIGMA, RADIUS = 1.5, 5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def picture(seed=0, shape=(24, 20)):
    """Waves of several lengths and some noise."""
    draw = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1]]
    waves = [np.sin(y / draw.uniform(1, 6) + draw.uniform(0, 6)) + np.cos(x / draw.uniform(1, 6)) for _ in range(3)]
    return (127 + 50 * np.stack(waves, 2) + draw.normal(0, 8, (*shape, 3))).clip(0, 255).astype(np.uint8)


def noisy(pixels_HW3, strength):
    noise = np.random.default_rng(1).normal(0, 1, pixels_HW3.shape)
    return (pixels_HW3 + strength * noise).round().clip(0, 255).astype(np.uint8)


def test_a_picture_is_as_similar_to_itself_as_can_be():
    assert ssim_kept(picture(), picture(), NOWHERE) == pytest.approx(100)
    assert psnr(picture(), picture()) == math.inf


def test_more_noise_is_less_similar():
    pictures = [noisy(picture(), strength) for strength in (0, 2, 5, 12, 30, 80)]
    for values in (
        [ssim_kept(one, picture(), NOWHERE) for one in pictures],
        [psnr(one, picture()) for one in pictures],
    ):
        assert all(better > worse for better, worse in pairwise(values))


def test_the_similarity_is_that_of_wang_2004_by_its_own_words():
    a, b = picture(), noisy(picture(2), 20)
    at = [(0, 0), (3, 17), (11, 9), (23, 19), (22, 1)]
    assert [ssim_map(a, b)[place] for place in at] == pytest.approx([ssim_at(a, b, *place) for place in at], abs=1e-9)


def ssim_at(a, b, y, x):
    """Equations 13 to 16, a window at a time: weights of a Gaussian, borders mirrored."""
    offsets = np.arange(-RADIUS, RADIUS + 1)
    bell = np.exp(-(offsets**2) / (2 * SIGMA**2))
    weight = np.outer(bell, bell) / bell.sum() ** 2
    found = []
    for channel in range(3):
        windows = [np.pad(p[:, :, channel].astype(float), RADIUS, "symmetric") for p in (a, b)]
        p, q = (window[y : y + 2 * RADIUS + 1, x : x + 2 * RADIUS + 1] for window in windows)
        mean_p, mean_q = (weight * p).sum(), (weight * q).sum()
        var_p, var_q = (weight * (p - mean_p) ** 2).sum(), (weight * (q - mean_q) ** 2).sum()
        both = (weight * (p - mean_p) * (q - mean_q)).sum()
        found.append(
            (2 * mean_p * mean_q + C1) * (2 * both + C2) / ((mean_p**2 + mean_q**2 + C1) * (var_p + var_q + C2))
        )
    return np.mean(found)


def test_only_what_the_mask_leaves_counts():
    M_HW = NOWHERE.copy()
    M_HW[10:14, 6:9] = True
    changed = picture()
    changed[10:14, 6:9] = 0
    assert ssim_kept(changed, picture(), NOWHERE) < 95
    assert ssim_kept(changed, picture(), M_HW) == pytest.approx(100)


def test_what_counts_is_a_windows_radius_away_from_the_mask():
    M_HW = NOWHERE.copy()
    M_HW[12, 10] = True
    y, x = np.mgrid[:24, :20]
    assert (far_from(M_HW) == ((abs(y - 12) > RADIUS) | (abs(x - 10) > RADIUS))).all()


def test_the_border_of_the_picture_is_no_mask():
    assert far_from(NOWHERE).all()


def test_a_mask_that_leaves_nothing_has_no_similarity():
    assert math.isnan(ssim_kept(picture(), picture(), ~NOWHERE))


def test_decibels_are_those_of_the_squared_error():
    black = np.zeros((4, 4, 3), np.uint8)
    assert psnr(black + 255, black) == pytest.approx(0)
    assert psnr(black + 1, black) == pytest.approx(20 * math.log10(255))


def test_decibels_are_those_of_scikit_image():
    assert psnr(noisy(picture(), 9), picture()) == pytest.approx(
        peak_signal_noise_ratio(picture(), noisy(picture(), 9)), abs=1e-9
    )
