"""How the small models see."""

import numpy as np
import torch
from torch import nn
from transformers import CLIPImageProcessorPil

from training.world import folder, sight


def pictures(count: int = 40, side: int = 16) -> np.ndarray:
    """Random colours under random light: neighbours are alike, as in real pictures."""
    draw = np.random.default_rng(0)
    coarse_NHWC = draw.integers(0, 256, (count, side // 4, side // 4, 3), dtype=np.uint8)
    return coarse_NHWC.repeat(4, 1).repeat(4, 2)


def test_pixels_are_what_the_saved_preprocessor_makes_of_them(tmp_path):
    folder.save_preprocessor(tmp_path, 16)
    pixels_NHWC = pictures(3)
    wanted = CLIPImageProcessorPil.from_pretrained(tmp_path)(list(pixels_NHWC), return_tensors="pt").pixel_values
    torch.testing.assert_close(sight.pixel_values(pixels_NHWC, torch.device("cpu")), wanted, atol=1e-5, rtol=0)


def test_a_mirrored_picture_is_whole():
    pixels_NHWC = pictures(64)
    plain_NCHW = sight.pixel_values(pixels_NHWC, torch.device("cpu"))
    seen_NCHW = sight.seen(pixels_NHWC, torch.device("cpu"))
    mirrored_N = (seen_NCHW == plain_NCHW.flip(3)).flatten(1).all(1)
    same_N = (seen_NCHW == plain_NCHW).flatten(1).all(1)
    assert (mirrored_N | same_N).all()
    assert mirrored_N.any() and same_N.any()


def test_open_eyes_see_what_differs_with_equal_strength_and_without_repeating_themselves():
    torch.manual_seed(0)
    eyes = nn.Conv2d(3, 8, 8, stride=8)
    pixels_NHWC = pictures(400)
    sight.open_eyes(eyes, pixels_NHWC)
    seen_ND = eyes(sight.pixel_values(pixels_NHWC, torch.device("cpu"))).flatten(2).transpose(1, 2).flatten(0, 1)
    correlation_DD = torch.corrcoef(seen_ND.T)
    assert (correlation_DD - torch.eye(8)).abs().max() < 0.1
    assert seen_ND.mean(0).abs().max() < 0.1
    assert seen_ND.std(0).max() / seen_ND.std(0).min() < 1.5
