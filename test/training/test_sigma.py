"""The calibration of sigma(t)."""

import pytest
import torch
from example import close

from training.sigma import calibrate, sigma_at

WINDOW = (100, 900)
CENTRES = torch.arange(8) * 100 + 150


def test_sigma_is_the_median_distance_of_each_bin():
    t = torch.tensor([100, 199, 150]).repeat(8) + torch.arange(8).repeat_interleave(3) * 100
    D = (
        torch.tensor([[1.0, 50.0], [2.0, 60.0], [3.0, 3.0]]).repeat(8, 1)
        * (1 + torch.arange(8)).repeat_interleave(3)[:, None]
    )
    close(calibrate(t, D, WINDOW), 3.0 * (1 + torch.arange(8)))


def test_sigma_at_a_centre_is_the_median_of_its_bin():
    sigma_bins = torch.rand(8, generator=torch.Generator().manual_seed(0), dtype=torch.float64) + 0.1
    # A bin of 100 whole timesteps has its middle between two of them.
    between = (sigma_at(CENTRES - 1, sigma_bins, WINDOW) * sigma_at(CENTRES, sigma_bins, WINDOW)).sqrt()
    close(between, sigma_bins, 1e-2)


def test_sigma_follows_exponential_growth_over_the_whole_window():
    sigma_bins = torch.exp(0.01 * (CENTRES.double() - 0.5))
    t = torch.arange(*WINDOW)
    close(sigma_at(t, sigma_bins, WINDOW), torch.exp(0.01 * t.double()), 1e-5)


def test_fewer_than_eight_bins_are_refused():
    with pytest.raises(ValueError, match="4 timestep bins"):
        calibrate(torch.arange(100, 900), torch.ones(800, 1), WINDOW, bins=4)


def test_an_empty_bin_is_named():
    t = torch.arange(100, 800)
    with pytest.raises(ValueError, match="t = 800 to 900"):
        calibrate(t, torch.ones(len(t), 1), WINDOW)


@pytest.mark.parametrize("value", [0.0, float("nan")])
def test_a_model_that_does_not_hear_its_prompts_is_named(value):
    t = torch.arange(*WINDOW)
    with pytest.raises(ValueError, match="does not hear its prompts"):
        calibrate(t, torch.full((len(t), 1), value), WINDOW)
