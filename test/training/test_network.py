"""The laws that need a network: layout, lambda = 0, one pair instead of all, and the calibration of sigma."""

import pytest
import torch
from example import ABAR_T, close
from tiny_model import WORDS, estimates, fresh, scenes, train_step

from training.losses import loss_dis, loss_pres, loss_total, pair_distances
from training.mask import TAU, dissimilarity, edit_mask, is_usable
from training.noise import WINDOW, clean_estimates, noise_estimates, snr
from training.pairs import draw_pair, prompts_of_pair
from training.sigma import calibrate, sigma_at


def contrast(unet, generator, N=4):
    """dis_B, pres_B and usable_B of a batch of its own."""
    z0, _, abar, z_t, eps = estimates(unet, 8, N, generator)
    zhat, M = clean_estimates(z_t, eps, abar), edit_mask(dissimilarity(eps), TAU, "max")
    sigma = torch.full((8,), 0.1)
    dis = loss_dis(pair_distances(zhat, M), sigma, "exp")
    return dis, loss_pres(zhat, z0, M, snr(abar), "snr"), is_usable(M)


def trained(total, steps=4):
    """Weights and losses after a few steps from the same start, on the same scenes, timesteps and noise."""
    unet, optimiser = fresh()
    generator = torch.Generator().manual_seed(1)
    losses = [train_step(unet, optimiser, 8, generator, lambda ldm: total(unet, ldm)) for _ in range(steps)]
    return losses, torch.cat([weight.flatten() for weight in unet.parameters()])


def trained_with(lambda_):
    generator = torch.Generator().manual_seed(2)
    return trained(lambda unet, ldm: loss_total(ldm, *contrast(unet, generator), lambda_, lambda_))


def test_25_lambda_0_is_ldm_training_bit_for_bit():
    losses, weights = trained(lambda _, ldm: ldm)
    losses_at_0, weights_at_0 = trained_with(0.0)
    assert losses_at_0 == losses
    assert torch.equal(weights_at_0, weights)


def test_25_another_lambda_is_not():
    assert not torch.equal(trained_with(1e-3)[1], trained(lambda _, ldm: ldm)[1])


def test_27_one_call_for_all_prompts_is_a_call_for_each_prompt_of_each_image():
    unet, _ = fresh()
    z_BChw, t_B = scenes(3, torch.Generator().manual_seed(0))[0], torch.tensor([100, 400, 650])
    text_BNLD = WORDS[torch.tensor([[0, 1], [2, 3], [4, 5]])]
    eps_BNChw = noise_estimates(unet, z_BChw, t_B, text_BNLD)
    for b in range(3):
        for i in range(2):
            alone = unet(z_BChw[b : b + 1], t_B[b : b + 1], text_BNLD[b, i][None]).sample[0]
            close(eps_BNChw[b, i], alone, 1e-5)


def test_27_an_image_leaves_no_trace_in_the_losses_of_another():
    unet, _ = fresh()
    z_BChw = scenes(3, torch.Generator().manual_seed(0))[0].requires_grad_()
    abar = ABAR_T[[100, 400, 650]].float()
    eps = noise_estimates(unet, z_BChw, torch.tensor([100, 400, 650]), WORDS[:4].expand(3, -1, -1, -1))
    M = edit_mask(dissimilarity(eps), TAU, "max")
    dis = loss_dis(pair_distances(clean_estimates(z_BChw, eps, abar), M), torch.ones(3), "exp")
    moved = torch.autograd.grad(dis[1], z_BChw)[0].abs().amax((1, 2, 3))
    assert [value > 0 for value in moved.tolist()] == [False, True, False]


def test_23_gradients_of_one_random_pair_average_to_those_of_all_pairs():
    unet, _ = fresh()
    z0, t, abar, z_t, _ = estimates(unet, 2, 3, torch.Generator().manual_seed(0))
    text = WORDS[:3].expand(2, -1, -1, -1)
    M = edit_mask(dissimilarity(noise_estimates(unet, z_t, t, text)), TAU, "max")

    def weight_gradient(text_BNLD):
        zhat = clean_estimates(z_t, noise_estimates(unet, z_t, t, text_BNLD), abar)
        dis = loss_dis(pair_distances(zhat, M), torch.full((2,), 0.1), "exp")
        loss = (dis + loss_pres(zhat, z0, M, snr(abar), "snr")).mean()
        return torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(unet.parameters()))])

    generator = torch.Generator().manual_seed(3)
    draws = torch.stack([weight_gradient(prompts_of_pair(text, draw_pair(2, 3, generator))) for _ in range(400)])
    off = draws.mean(0) - weight_gradient(text)
    # The mean of 400 independent draws lies about one standard error, 1/20 of their spread, from the truth.
    spread = draws.var(0).sum().sqrt()
    assert spread > 0
    assert off.norm() < 2 * spread / 20


@pytest.fixture(scope="module")
def pretrained():
    unet, optimiser = fresh()
    generator = torch.Generator().manual_seed(0)
    losses = [train_step(unet, optimiser, 16, generator) for _ in range(200)]
    assert sum(losses[-20:]) / 20 < losses[0] / 2
    return unet


@torch.no_grad()
def measured(unet, seed):
    """t_S and D_SK of images with usable masks."""
    _, t, abar, z_t, eps = estimates(unet, 512, 4, torch.Generator().manual_seed(seed))
    M = edit_mask(dissimilarity(eps), TAU, "max")
    usable = is_usable(M)
    return t[usable], pair_distances(clean_estimates(z_t, eps, abar), M)[usable]


def test_28_calibrated_exp_is_neither_saturated_nor_blind_at_any_timestep(pretrained):
    sigma_bins = calibrate(*measured(pretrained, 1), WINDOW)
    t, D = measured(pretrained, 2)
    phi = (-D / sigma_at(t, sigma_bins, WINDOW)[:, None]).exp()
    # Twelve bins against the calibration's eight: edges and centres of one fall between those of the other.
    medians = [phi[(t >= low) & (t < low + 50)].median().item() for low in range(*WINDOW, 50)]
    assert all(0.2 <= median <= 0.6 for median in medians), medians
