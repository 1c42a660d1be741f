"""L_LDM, L_dis and L_pres against their equations. A number in a test's name is that of a law that the losses obey;
the others stand with the mask, the noise, the pairs, Soft-CL and, where they need one, the network."""

import math
from dataclasses import replace

import naive
import pytest
import torch
from example import close, example, gradient
from repulsions import REPULSIONS, dis, every_form, every_repulsion, pres, stilde

from training.losses import (
    loss_ldm,
    loss_pres,
    loss_total,
    pair_distances,
    phi,
)
from training.pairs import unique_pairs

# Against loops that take one number at a time


@every_form
@pytest.mark.parametrize("N", [2, 3, 5])
def test_loss_dis_is_what_the_loops_say(form, N):
    e = example(N=N)
    weights = stilde(e)
    loops = [
        naive.loss_dis(e.zhat_BNChw[b], e.M_B1hw[b, 0], e.sigma_B[b].item(), form, weights[b].tolist())
        for b in range(3)
    ]
    # The delta under the hinge's root moves it by about m * delta / sqrt(D).
    close(dis(e, e.zhat_BNChw, form, weights), loops, 1e-6 if form == "hinge" else 1e-8)


@pytest.mark.parametrize("N", [2, 3, 5])
def test_loss_pres_is_what_the_loops_say(N):
    e = example(N=N)
    loops = [naive.loss_pres(e.zhat_BNChw[b], e.z0_BChw[b], e.M_B1hw[b, 0]) for b in range(3)]
    close(pres(e, e.zhat_BNChw), loops, 1e-8)


@every_repulsion
def test_gradients_of_every_repulsion_are_right(repel):
    e = example(B=2, N=3, C=1, h=3, w=4)
    assert torch.autograd.gradcheck(lambda zhat: repel(e, zhat), e.zhat_BNChw.requires_grad_())


@pytest.mark.parametrize("weight", ["snr", "none"])
def test_gradients_of_loss_pres_are_right(weight):
    e = example(B=2, N=3, C=1, h=3, w=4)
    assert torch.autograd.gradcheck(lambda zhat: pres(e, zhat, weight), e.zhat_BNChw.requires_grad_())


# The laws, by their numbers


@every_repulsion
def test_01_repulsion_does_not_depend_on_prompt_order(repel):
    e = example(N=4)
    order = torch.tensor([2, 0, 3, 1])
    s_BNN = torch.zeros(3, 4, 4, dtype=torch.float64)
    i, j = unique_pairs(4)
    s_BNN[:, i, j] = s_BNN[:, j, i] = e.s_BK
    moved = s_BNN[:, order][:, :, order][:, i, j]
    close(repel(replace(e, s_BK=moved), e.zhat_BNChw[:, order]), repel(e, e.zhat_BNChw))


def test_01_preservation_does_not_depend_on_prompt_order():
    e = example(N=4)
    close(pres(e, e.zhat_BNChw[:, [2, 0, 3, 1]]), pres(e, e.zhat_BNChw))


def test_02_identical_prompts_give_linear_0_and_exp_1():
    e = example()
    same = e.zhat_BNChw[:, :1].expand(-1, 4, -1, -1, -1)
    close(dis(e, same, "linear"), torch.zeros(3))
    close(dis(e, same, "exp"), torch.ones(3))


@every_repulsion
def test_02_identical_prompts_stay_finite_with_their_gradients(repel):
    e = example()
    same = e.zhat_BNChw[:, :1].repeat(1, 4, 1, 1, 1)
    assert repel(e, same).isfinite().all()
    assert gradient(lambda zhat: repel(e, zhat), same).isfinite().all()


def test_06_latent_distance_is_estimate_distance_over_snr():
    e = example()
    close(pair_distances(e.zhat_BNChw, e.M_B1hw), pair_distances(e.eps_BNChw, e.M_B1hw) / e.snr_B[:, None], 1e-8)


def test_07_the_source_term_of_pres_is_a_masked_ldm_loss_of_the_prompts():
    e = example(N=2)
    agreed = e.eps_BNChw[:, :1].expand(-1, 2, -1, -1, -1)  # Equal estimates leave the source term alone.
    for b in range(3):
        Mbar = (1 - e.M_B1hw[b]).expand_as(e.z0_BChw[b]).bool()
        masked_ldm = loss_ldm(agreed[b, 0][Mbar], e.eps_BChw[b][Mbar])
        close(pres(e, e.clean(agreed))[b] * e.snr_B[b], masked_ldm, 1e-8)


def test_08_an_oracle_preserves():
    e = example()
    oracle = e.clean(e.eps_BChw[:, None].expand(-1, 4, -1, -1, -1))
    close(pres(e, oracle), torch.zeros(3), 1e-20)


@every_repulsion
def test_09_repulsion_moves_what_is_inside_the_mask_only(repel):
    e = example()
    moved = gradient(lambda zhat: repel(e, zhat), e.zhat_BNChw).abs().amax((1, 2))[:, None]
    assert (moved[e.M_B1hw == 0] == 0).all()
    assert (moved[e.M_B1hw == 1] > 0).all()


def test_10_preservation_moves_what_is_outside_the_mask_only():
    e = example()
    moved = gradient(lambda zhat: pres(e, zhat), e.zhat_BNChw).abs().amax((1, 2))[:, None]
    assert (moved[e.M_B1hw == 1] == 0).all()
    assert (moved[e.M_B1hw == 0] > 0).all()


@every_repulsion
def test_11_repulsion_moves_the_prompts_but_not_their_mean(repel):
    e = example()
    g = gradient(lambda zhat: repel(e, zhat), e.zhat_BNChw)
    close(g.sum(1), torch.zeros_like(g[:, 0]))
    assert g.abs().max() > 1e-3


@every_form
def test_12_a_small_step_down_dis_widens_masked_distances(form):
    e = example(N=2)
    step = gradient(lambda zhat: dis(e, zhat, form), e.zhat_BNChw)
    before, after = (pair_distances(zhat, e.M_B1hw) for zhat in (e.zhat_BNChw, e.zhat_BNChw - 1e-3 * step))
    assert (after > before).all()


def test_13_a_small_step_down_pres_narrows_background_distances():
    e = example()
    step = gradient(lambda zhat: pres(e, zhat), e.zhat_BNChw)
    Mbar = 1 - e.M_B1hw
    before, after = (pair_distances(zhat, Mbar).mean(1) for zhat in (e.zhat_BNChw, e.zhat_BNChw - 1e-3 * step))
    assert (after < before).all()


def test_14_exp_and_hinge_are_bounded_and_linear_is_not():
    D, sigma = torch.logspace(-9, 9, 100, dtype=torch.float64)[None], torch.tensor([2.0], dtype=torch.float64)
    assert ((0 <= phi(D, sigma, "exp")) & (phi(D, sigma, "exp") <= 1)).all()
    assert ((0 <= phi(D, sigma, "hinge")) & (phi(D, sigma, "hinge") <= 2)).all()
    assert (phi(D, sigma, "hinge")[D >= 2] == 0).all()
    assert phi(D, sigma, "linear").min() == -1e9


@every_form
def test_14_every_form_falls_with_distance(form):
    D, sigma = torch.linspace(0, 1.9, 50, dtype=torch.float64)[None], torch.tensor([2.0], dtype=torch.float64)
    assert (phi(D, sigma, form).diff() < 0).all()


def with_mask(e, value):
    return replace(e, M_B1hw=torch.full_like(e.M_B1hw, value))


@every_repulsion
@pytest.mark.parametrize("full", [0.0, 1.0])
def test_19_repulsion_is_finite_on_empty_and_full_masks(repel, full):
    e = with_mask(example(), full)
    assert repel(e, e.zhat_BNChw).isfinite().all()
    assert gradient(lambda zhat: repel(e, zhat), e.zhat_BNChw).isfinite().all()


@pytest.mark.parametrize("full", [0.0, 1.0])
def test_19_preservation_is_finite_on_empty_and_full_masks(full):
    e = with_mask(example(), full)
    assert pres(e, e.zhat_BNChw).isfinite().all()
    assert gradient(lambda zhat: pres(e, zhat), e.zhat_BNChw).isfinite().all()


@every_repulsion
def test_20_repulsion_of_an_image_does_not_see_the_others(repel):
    e, other = example(seed=0), example(seed=1)
    mixed = torch.cat([e.zhat_BNChw[:1], other.zhat_BNChw[1:]])
    masks = torch.cat([e.M_B1hw[:1], 1 - e.M_B1hw[1:]])
    close(repel(replace(e, M_B1hw=masks), mixed)[0], repel(e, e.zhat_BNChw)[0])


def test_20_preservation_of_an_image_does_not_see_the_others():
    e, other = example(seed=0), example(seed=1)
    mixed = torch.cat([e.zhat_BNChw[:1], other.zhat_BNChw[1:]])
    masks = torch.cat([e.M_B1hw[:1], 1 - e.M_B1hw[1:]])
    close(pres(replace(e, M_B1hw=masks), mixed)[0], pres(e, e.zhat_BNChw)[0])


def doubled(x):
    """Every pixel twice along either side."""
    return x.repeat_interleave(2, -1).repeat_interleave(2, -2)


@every_repulsion
def test_21_repulsion_survives_doubling_the_latent(repel):
    e = example()
    close(repel(replace(e, M_B1hw=doubled(e.M_B1hw)), doubled(e.zhat_BNChw)), repel(e, e.zhat_BNChw), 1e-7)


def test_21_preservation_survives_doubling_the_latent():
    e = example()
    larger = replace(e, M_B1hw=doubled(e.M_B1hw), z0_BChw=doubled(e.z0_BChw))
    close(pres(larger, doubled(e.zhat_BNChw)), pres(e, e.zhat_BNChw), 1e-7)


# What is ours beside the equations


def test_pres_weighs_a_noisy_step_by_its_snr_and_a_clean_one_by_1():
    e = example(B=2)
    snr_B = torch.tensor([0.25, 4.0], dtype=torch.float64)
    plain, weighted = (loss_pres(e.zhat_BNChw, e.z0_BChw, e.M_B1hw, snr_B, weight) for weight in ("none", "snr"))
    close(weighted / plain, [0.25, 1.0])


def test_unknown_choices_are_refused_by_name():
    e = example()
    with pytest.raises(ValueError, match="'cubic'.*exp, hinge or linear"):
        dis(e, e.zhat_BNChw, "cubic")
    with pytest.raises(ValueError, match="'minsnr'.*snr or none"):
        pres(e, e.zhat_BNChw, "minsnr")


def test_the_total_weighs_the_losses_and_skips_unusable_images():
    ldm, three, usable = torch.tensor(1.0), torch.tensor([1.0, 2.0, 30.0]), torch.tensor([True, True, False])
    assert loss_total(ldm, three, 10 * three, usable, 0.5, 0.25).item() == 1 + (0.5 * 3 + 0.25 * 30) / 3


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("autocast", [True, False])
def test_losses_of_half_precision_are_computed_in_float32(half, autocast):
    e = example(dtype=torch.float32)
    z0, noise, zhat = (x.to(half) for x in (e.z0_BChw, e.eps_BChw, e.zhat_BNChw))

    def losses(z0, noise, zhat):
        e_ = replace(e, z0_BChw=z0)
        return loss_ldm(zhat[:, 0], noise), *(repel(e_, zhat) for repel in REPULSIONS.values()), pres(e_, zhat)

    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        in_half = losses(z0, noise, zhat)
    for seen, wanted in zip(in_half, losses(z0.float(), noise.float(), zhat.float()), strict=True):
        assert seen.dtype == torch.float32
        assert torch.equal(seen, wanted)


def test_loss_ldm_is_the_mean_squared_error():
    e = example(B=1, C=1, h=1, w=2)
    a, b = (e.eps_BNChw[:, 0] - e.eps_BChw).flatten().tolist()
    assert math.isclose(loss_ldm(e.eps_BNChw[:, 0], e.eps_BChw).item(), (a * a + b * b) / 2)
