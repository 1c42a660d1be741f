"""The dissimilarity map and the edit mask against Eqn 2 and its laws."""

import itertools

import naive
import pytest
import torch
from example import example, gradient

from training.mask import TAU, dissimilarity, edit_mask, is_usable

every_peak = pytest.mark.parametrize("peak", ["max", "percentile"])


def mask(eps_BNChw, tau=TAU, peak="max"):
    return edit_mask(dissimilarity(eps_BNChw), tau, peak)


@pytest.mark.parametrize("N", [2, 3, 5])
def test_map_and_mask_are_what_the_loops_say(N):
    eps = example(N=N).eps_BNChw
    Delta_B1hw, M_B1hw = dissimilarity(eps), mask(eps)
    assert Delta_B1hw.shape == M_B1hw.shape == (3, 1, 5, 6)
    for b in range(3):
        Delta = naive.dissimilarity(eps[b])
        for (y, x), inside in naive.mask(Delta, TAU).items():
            assert Delta_B1hw[b, 0, y, x].item() == pytest.approx(Delta[y, x], abs=1e-12)
            assert M_B1hw[b, 0, y, x].item() == inside


def test_01_the_map_does_not_depend_on_prompt_order():
    eps = example(N=4).eps_BNChw
    torch.testing.assert_close(dissimilarity(eps[:, [2, 0, 3, 1]]), dissimilarity(eps))


@every_peak
def test_02_identical_prompts_give_no_map_and_no_mask(peak):
    eps = example().eps_BNChw[:, :1].expand(-1, 4, -1, -1, -1)
    assert (dissimilarity(eps) == 0).all()
    assert (mask(eps, peak=peak) == 0).all()


def test_03_a_shift_of_all_estimates_leaves_the_map():
    e = example()
    torch.testing.assert_close(dissimilarity(e.eps_BNChw + e.z0_BChw[:, None]), dissimilarity(e.eps_BNChw))


@every_peak
@pytest.mark.parametrize("a", [-3.0, 0.01])
def test_04_scaling_the_estimates_scales_the_map_and_leaves_the_mask(peak, a):
    eps = example().eps_BNChw
    torch.testing.assert_close(dissimilarity(a * eps), abs(a) * dissimilarity(eps))
    assert torch.equal(mask(a * eps, peak=peak), mask(eps, peak=peak))


@every_peak
def test_05_the_mask_shrinks_as_tau_grows(peak):
    masks = [mask(example(h=16, w=16).eps_BNChw, tau, peak) for tau in (0, 0.1, 0.25, 0.5, 0.9)]
    for wider, narrower in itertools.pairwise(masks):
        assert (narrower <= wider).all()
        assert narrower.sum() < wider.sum()


@every_peak
def test_20_the_mask_of_an_image_does_not_see_the_others(peak):
    eps = example().eps_BNChw
    louder = torch.cat([eps[:1], 100 * eps[1:].flip(0)])
    assert torch.equal(mask(louder, peak=peak)[0], mask(eps, peak=peak)[0])


def test_26_no_gradient_flows_through_the_mask():
    e = example()
    eps = e.eps_BNChw.requires_grad_()
    assert dissimilarity(eps).requires_grad
    assert not mask(eps).requires_grad
    # A loss of the masked estimates moves them as if the mask had been given.
    through_mask = gradient(lambda eps: mask(eps) * eps[:, 0].square(), e.eps_BNChw)
    assert torch.equal(through_mask, gradient(lambda eps: mask(e.eps_BNChw) * eps[:, 0].square(), e.eps_BNChw))


def test_the_percentile_ignores_one_outlying_pixel():
    Delta = torch.arange(101.0).view(1, 1, 1, 101)
    Delta[..., 100] = 10_000
    covered = {peak: edit_mask(Delta, 0.5, peak).sum().item() for peak in ("max", "percentile")}
    # Of 101 values 0 to 99 and 10,000 the 99th percentile is 99: values from 50 on are above half of it.
    assert covered == {"max": 1, "percentile": 51}


def test_an_unknown_peak_is_refused_by_name():
    with pytest.raises(ValueError, match="'mean'.*max or percentile"):
        mask(example().eps_BNChw, peak="mean")


def test_masks_from_1_to_90_percent_of_the_area_are_usable():
    M = torch.zeros(4, 1, 10, 10)
    for b, pixels in enumerate((0, 1, 90, 91)):
        M[b].view(-1)[:pixels] = 1
    assert is_usable(M).tolist() == [False, True, True, False]


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_the_map_of_half_precision_estimates_is_that_of_float32(half):
    eps = example(dtype=torch.float32).eps_BNChw.to(half)
    with torch.autocast("cpu", torch.bfloat16):
        Delta = dissimilarity(eps)
    assert torch.equal(Delta, dissimilarity(eps.float()))
