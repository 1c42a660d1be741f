"""The loss of a batch, as a whole."""

import dataclasses

import pytest
import torch
from example import ABAR_T, example
from torch.autograd import gradcheck

from training.draws import draw_contrast, draw_ldm
from training.examples import Examples
from training.losses import tally
from training.step import Scales, losses, total
from training.train_settings import Settings

B, N, C, L, D = 2, 3, 2, 2, 3


def linear_unet(weight_CD):
    """As diffusers' UNet is called: the latent, and each text's mean state spread over half of its pixels."""

    def unet(z_BChw, t_B, text_BLD):
        shift_BC = text_BLD.mean(1) @ weight_CD.T * (1 + t_B[:, None] / 1000)
        half_w = torch.arange(z_BChw.shape[3]) < z_BChw.shape[3] // 2
        return type("Answer", (), {"sample": z_BChw * weight_CD.sum() + shift_BC[:, :, None, None] * half_w})

    return unet


def examples():
    e = example(B=B, N=N, C=C)
    generator = torch.Generator().manual_seed(0)
    states = torch.randn(B, N + 1, L, D, generator=generator, dtype=torch.float64)
    return Examples(e.z0_BChw, states[:, 0], states[:, 1:], torch.zeros(L, D, dtype=torch.float64), e.s_BK)


@pytest.mark.parametrize("pairs", ["all", "one"])
@pytest.mark.parametrize("form", ["exp", "hinge", "linear", "contrastive"])
def test_the_gradient_of_the_whole_loss_is_that_of_its_differences(tmp_path, form, pairs):
    settings = Settings("", tmp_path, tmp_path, form=form, pairs=pairs, lambda_dis=0.7, lambda_pres=0.4)
    some = examples()
    shape = some.z0_BChw.shape[1:]
    ldm_draws = draw_ldm(0, range(B), shape, 1000, N, 0.0, "cpu")
    draws = draw_contrast(0, range(B), shape, settings.window, "cpu")
    scales = Scales(ABAR_T, torch.ones(8, dtype=torch.float64), tally(some.s_BK))

    def loss(weight_CD):
        return total(*losses(linear_unet(weight_CD), None, some, ldm_draws, draws, scales, settings), settings)

    weight_CD = torch.randn(C, D, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    assert loss(weight_CD) != loss(weight_CD * 1.1)
    assert gradcheck(loss, weight_CD.requires_grad_())


def test_a_given_mask_stands_in_for_the_networks_own(tmp_path):
    settings, some = Settings("", tmp_path, tmp_path, lambda_dis=0.7, lambda_pres=0.4), examples()
    shape = some.z0_BChw.shape[1:]
    M_B1hw = (torch.rand(B, 1, *shape[1:], generator=torch.Generator().manual_seed(1)) < 0.5).double()
    rows, device = range(B), torch.device("cpu")
    draws = draw_contrast(0, rows, shape, settings.window, device)
    ldm_draws = draw_ldm(0, rows, shape, len(ABAR_T), N, 0, device)
    scales = Scales(ABAR_T, torch.ones(8, dtype=torch.float64), tally(some.s_BK))
    unet = linear_unet(torch.randn(C, D, generator=torch.Generator().manual_seed(2), dtype=torch.float64))
    given = dataclasses.replace(some, M_B1hw=M_B1hw)
    (ldm, own), (ldm_given, part) = (
        losses(unet, None, one, ldm_draws, draws, scales, settings) for one in (some, given)
    )
    assert torch.equal(part.M_B1hw, M_B1hw) and not torch.equal(own.M_B1hw, M_B1hw)
    assert torch.equal(ldm, ldm_given) and not torch.equal(part.pres_B, own.pres_B)
