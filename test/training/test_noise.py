"""Between z0 and z_t and back, on the schedule of Stable Diffusion."""

import itertools

import pytest
import torch
from example import ABAR_T, close, example, gradient
from repulsions import dis

from training.noise import clean_estimates, draw_timesteps, noised, snr


def test_the_true_noise_leads_back_to_the_clean_latent():
    e = example()
    close(e.clean(e.eps_BChw[:, None])[:, 0], e.z0_BChw)


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_clean_latents_of_half_precision_are_computed_in_float32(half):
    e = example(dtype=torch.float32)
    halves = [x.to(half) for x in (e.z_t_BChw, e.eps_BNChw, e.abar_B)]
    with torch.autocast("cpu", torch.bfloat16):
        zhat = clean_estimates(*halves)
    assert zhat.dtype == torch.float32
    assert torch.equal(zhat, clean_estimates(*(x.float() for x in halves)))


def test_timesteps_fill_the_window_and_leave_its_end_out():
    t = draw_timesteps(2000, (10, 20), torch.Generator().manual_seed(0))
    assert t.unique().tolist() == list(range(10, 20))


def test_06_differences_of_clean_latents_are_scaled_differences_of_estimates():
    e = example()
    scale = -((1 - e.abar_B) / e.abar_B).sqrt()[:, None, None, None]
    for i, j in itertools.combinations(range(4), 2):
        close(e.zhat_BNChw[:, i] - e.zhat_BNChw[:, j], scale * (e.eps_BNChw[:, i] - e.eps_BNChw[:, j]))


def test_24_the_literal_push_on_the_estimates_grows_with_1_over_snr():
    e = example(B=1)

    def push(t):
        abar = ABAR_T[t : t + 1]
        z_t = noised(e.z0_BChw, e.eps_BChw, abar)
        clean = lambda eps: clean_estimates(z_t, eps, abar)
        return gradient(lambda eps: dis(e, clean(eps), "linear"), e.eps_BNChw).norm() * snr(abar)

    close(push(800), push(100), 1e-6)


def test_the_schedule_weighs_late_steps_as_published():
    inverse = 1 / snr(ABAR_T)
    assert [round(inverse[t].item(), 2) for t in (50, 250, 500, 800, 999)] == [0.05, 0.48, 2.62, 26.12, 213.59]
    assert round((inverse[800:].sum() / inverse.sum()).item(), 2) == 0.84
    assert round((inverse[700] / inverse[100]).item()) == 94
