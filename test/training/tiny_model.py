"""A conditional noise estimator small enough to pre-train inside a test, and the world that it learns.

The world: an 8 x 8 latent holds a square on a background of the image's own; the prompt names the square's colour.
"""

from types import SimpleNamespace

import torch
from example import ABAR_T
from torch import nn
from torch.nn import functional

from training.losses import loss_ldm
from training.noise import WINDOW, draw_timesteps, noise_estimates, noised

C, SIDE, L, D = 4, 8, 2, 8
WORDS = torch.randn(6, L, D, generator=torch.Generator().manual_seed(7))
COLOURS = torch.randn(6, C, generator=torch.Generator().manual_seed(8))


class TinyUNet(nn.Module):
    """Called as diffusers' UNet2DConditionModel: latents, timesteps and tokens of text in, `.sample` out."""

    def __init__(self, width=24):
        super().__init__()
        self.enter = nn.Conv2d(C, width, 3, padding=1)
        self.time = nn.Sequential(nn.Linear(16, width), nn.SiLU(), nn.Linear(width, width))
        self.text = nn.MultiheadAttention(width, 2, kdim=D, vdim=D, batch_first=True)
        self.middle = nn.Conv2d(width, width, 3, padding=1)
        self.mix = nn.Conv2d(width, width, 3, padding=1)
        self.leave = nn.Conv2d(width, C, 3, padding=1)

    def forward(self, z_BChw, t_B, text_BLD):
        angles = t_B[:, None] * torch.logspace(0, -3, 8)
        time_BD = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        x = functional.silu(self.enter(z_BChw) + time_BD[:, :, None, None])
        x = x + functional.silu(self.middle(x))
        pixels = x.flatten(2).transpose(1, 2)
        told = pixels + self.text(pixels, text_BLD, text_BLD, need_weights=False)[0]
        x = told.transpose(1, 2).unflatten(2, x.shape[2:])
        return SimpleNamespace(sample=self.leave(functional.silu(self.mix(functional.silu(x)))))


def scenes(B, generator):
    """z0_BChw, and the number of the square's colour as colour_B."""
    background = 0.5 * torch.randn(B, C, 1, 1, generator=generator)
    colour = torch.randint(len(WORDS), (B,), generator=generator)
    corner = torch.randint(SIDE - 3, (B, 2), generator=generator)
    offset = torch.arange(SIDE) - corner[:, :, None]
    inside = (0 <= offset) & (offset <= 3)
    square = (inside[:, 0, :, None] & inside[:, 1, None, :])[:, None]
    return torch.where(square, COLOURS[colour][:, :, None, None], background), colour


def train_step(unet, optimiser, B, generator, total=lambda ldm: ldm):
    """One step down `total` of L_LDM, whose timesteps and noise come from `generator`; answers L_LDM."""
    z0, colour = scenes(B, generator)
    t, eps = draw_timesteps(B, (0, 1000), generator), torch.randn(z0.shape, generator=generator)
    z_t = noised(z0, eps, ABAR_T[t].float())
    ldm = loss_ldm(noise_estimates(unet, z_t, t, WORDS[colour][:, None])[:, 0], eps)
    optimiser.zero_grad()
    total(ldm).backward()
    optimiser.step()
    return ldm.item()


def fresh(seed=0):
    """An untrained network and its optimiser."""
    torch.manual_seed(seed)
    unet = TinyUNet()
    return unet, torch.optim.AdamW(unet.parameters(), lr=2e-3)


def estimates(unet, B, N, generator):
    """z0, t, abar and z_t of B scenes noised within the window, and eps_BNChw under N different words each."""
    z0, _ = scenes(B, generator)
    t, eps = draw_timesteps(B, WINDOW, generator), torch.randn(z0.shape, generator=generator)
    words = torch.rand(B, len(WORDS), generator=generator).argsort(1)[:, :N]
    abar = ABAR_T[t].float()
    z_t = noised(z0, eps, abar)
    return z0, t, abar, z_t, noise_estimates(unet, z_t, t, WORDS[words])
