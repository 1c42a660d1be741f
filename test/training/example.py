"""Latents, estimates and prompt distances to try the losses on, and the schedule of Stable Diffusion v1."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.noise import WINDOW, clean_estimates, draw_timesteps, noised, snr

torch.set_num_threads(1)

# scaled_linear betas from .00085 to .012 in 1000 steps, as Stable Diffusion v1's scheduler/config.json says.
ABAR_T = (1 - torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2).cumprod(0)


@dataclass(frozen=True)
class Example:
    z0_BChw: Tensor
    eps_BChw: Tensor
    t_B: Tensor
    abar_B: Tensor
    z_t_BChw: Tensor
    eps_BNChw: Tensor
    M_B1hw: Tensor
    s_BK: Tensor
    sigma_B: Tensor

    @property
    def snr_B(self):
        return snr(self.abar_B)

    def clean(self, eps_BNChw):
        return clean_estimates(self.z_t_BChw, eps_BNChw, self.abar_B)

    @property
    def zhat_BNChw(self):
        return self.clean(self.eps_BNChw)


def example(B=3, N=4, C=2, h=5, w=6, seed=0, dtype=torch.float64):
    """Estimates near the true noise, a rectangle for a mask, distances like those of CLIP; float64 unless told."""
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(shape, generator=generator, dtype=dtype)

    t_B = draw_timesteps(B, WINDOW, generator)
    abar_B = ABAR_T[t_B].to(dtype)
    z0, eps = normal(B, C, h, w), normal(B, C, h, w)
    M = torch.zeros(B, 1, h, w, dtype=dtype)
    for b in range(B):
        M[b, :, 1 : 3 + b % 2, b % 3 : b % 3 + 2] = 1
    return Example(
        z0_BChw=z0,
        eps_BChw=eps,
        t_B=t_B,
        abar_B=abar_B,
        z_t_BChw=noised(z0, eps, abar_B),
        eps_BNChw=eps[:, None] + 0.3 * normal(B, N, C, h, w),
        M_B1hw=M,
        s_BK=0.05 + 0.3 * torch.rand(B, N * (N - 1) // 2, generator=generator, dtype=dtype),
        sigma_B=0.5 / snr(abar_B),
    )


def gradient(f, x):
    """d f(x).sum() / dx."""
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]


def close(actual, expected, tolerance=1e-10):
    torch.testing.assert_close(actual, torch.as_tensor(expected, dtype=actual.dtype), rtol=tolerance, atol=tolerance)
