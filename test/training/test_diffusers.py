"""diffusers as referee of the noise's arithmetic, of the one call, and of training with lambda = 0."""

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from example import ABAR_T, close, example
from torch.nn import functional

from training.losses import loss_dis, loss_ldm, loss_pres, loss_total, pair_distances
from training.mask import TAU, dissimilarity, edit_mask, is_usable
from training.noise import clean_estimates, noise_estimates, noised, snr

SCHEDULER = DDPMScheduler(1000, 0.00085, 0.012, "scaled_linear", clip_sample=False)


def small_unet():
    torch.manual_seed(0)
    return UNet2DConditionModel(
        sample_size=8,
        block_out_channels=(16, 32),
        layers_per_block=1,
        norm_num_groups=8,
        cross_attention_dim=12,
        attention_head_dim=2,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )


def test_the_schedule_is_that_of_diffusers():
    close(SCHEDULER.alphas_cumprod.double(), ABAR_T, 1e-5)


def test_noised_latents_are_those_of_diffusers():
    e = example(dtype=torch.float32)
    wanted = SCHEDULER.add_noise(e.z0_BChw, e.eps_BChw, e.t_B)
    close(noised(e.z0_BChw, e.eps_BChw, SCHEDULER.alphas_cumprod[e.t_B]), wanted, 1e-6)


def test_clean_estimates_are_those_of_diffusers():
    e = example(dtype=torch.float32)
    zhat = clean_estimates(e.z_t_BChw, e.eps_BNChw, SCHEDULER.alphas_cumprod[e.t_B])
    for b in range(3):
        for i in range(4):
            step = SCHEDULER.step(e.eps_BNChw[b, i], e.t_B[b].item(), e.z_t_BChw[b])
            close(zhat[b, i], step.pred_original_sample, 1e-5)


def test_one_call_of_a_real_unet_is_a_call_for_each_prompt():
    unet = small_unet()
    z_BChw, t_B, text_BNLD = torch.randn(2, 4, 8, 8), torch.tensor([100, 600]), torch.randn(2, 3, 5, 12)
    eps_BNChw = noise_estimates(unet, z_BChw, t_B, text_BNLD)
    for i in range(3):
        close(eps_BNChw[:, i], unet(z_BChw, t_B, text_BNLD[:, i]).sample, 1e-5)


def test_25_lambda_0_is_the_training_of_diffusers_bit_for_bit():
    """The loss and its gradient as in examples/text_to_image, on the same noise."""
    e = example(B=2, C=4, h=8, w=8, dtype=torch.float32)
    generator = torch.Generator().manual_seed(0)
    text_BNLD = torch.randn(2, 4, 5, 12, generator=generator)
    unet = small_unet()
    weights = list(unet.parameters())

    prediction = unet(e.z_t_BChw, e.t_B, text_BNLD[:, 0]).sample
    theirs = functional.mse_loss(prediction.float(), e.eps_BChw.float(), reduction="mean")

    eps = noise_estimates(unet, e.z_t_BChw, e.t_B, text_BNLD)
    abar = SCHEDULER.alphas_cumprod[e.t_B]
    zhat, M = clean_estimates(e.z_t_BChw, eps, abar), edit_mask(dissimilarity(eps), TAU, "max")
    dis = loss_dis(pair_distances(zhat, M), torch.ones(2), "exp")
    pres = loss_pres(zhat, e.z0_BChw, M, snr(abar), "snr")
    estimate = noise_estimates(unet, e.z_t_BChw, e.t_B, text_BNLD[:, :1])[:, 0]
    ours = loss_total(loss_ldm(estimate, e.eps_BChw), dis, pres, is_usable(M), 0.0, 0.0)

    assert torch.equal(ours, theirs)
    gradients = [torch.autograd.grad(loss, weights, allow_unused=True) for loss in (ours, theirs)]
    assert all(torch.equal(a, b) for a, b in zip(*gradients, strict=True) if b is not None)
