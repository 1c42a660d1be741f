"""The losses of clip-mini."""

import torch
from torch.nn.functional import normalize

from training.world.clip import Texts, contrast, distance_loss

SCALE = torch.tensor(10.0)


def axes(*numbers: int) -> torch.Tensor:
    return torch.eye(4)[list(numbers)]


def test_a_picture_may_have_several_right_texts():
    # Pictures 0 and 1 show the same looks, so either caption is right for either.
    same_BC = torch.tensor([[True, True], [True, True]])
    mixed_BD = normalize(axes(0, 1) + axes(1, 0))
    assert contrast(mixed_BD, mixed_BD, same_BC, SCALE) < contrast(axes(0, 1), axes(0, 1), same_BC, SCALE)


def test_an_edit_that_speaks_of_the_same_looks_is_no_stranger():
    image_BD, text_CD = axes(0, 1), axes(0, 1, 0, 1)
    strangers_BC = torch.eye(2, dtype=torch.bool).repeat(1, 2) & torch.tensor([[True, True, False, False]])
    same_BC = torch.eye(2, dtype=torch.bool).repeat(1, 2)
    assert contrast(image_BD, text_CD, same_BC, SCALE) < contrast(image_BD, text_CD, strangers_BC, SCALE)


def turned(degrees: torch.Tensor) -> torch.Tensor:
    """Unit vectors whose cosine to the first axis is 1 - `degrees`."""
    cosine = 1 - degrees
    return torch.stack([cosine, (1 - cosine**2).sqrt()], 1)


def test_distances_in_proportion_to_the_world_cost_nothing_whatever_the_proportion():
    distances_E = torch.tensor([0.1, 0.4, 0.2, 0.3])
    for factor in (1.0, 0.1):
        text_CD = torch.cat([torch.tensor([[1.0, 0.0]]), turned(factor * distances_E)])
        texts = Texts([], torch.empty(0), torch.zeros(4, dtype=torch.long), 7 * distances_E)
        assert distance_loss(text_CD, texts).abs() < 1e-4  # float32


def test_distances_of_two_kinds_are_never_compared():
    apart_E = torch.tensor([0.1, 0.2, 0.3, 0.1, 0.2, 0.3])
    text_CD = torch.cat([torch.tensor([[1.0, 0.0]]), turned(apart_E)])
    kinds_E = torch.tensor([0, 0, 0, 1, 1, 1])
    texts = Texts([], torch.empty(0), kinds_E, torch.tensor([10.0, 20, 30, 0.25, 0.5, 0.75]))
    assert distance_loss(text_CD, texts).abs() < 1e-4  # float32
