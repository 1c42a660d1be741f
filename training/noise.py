"""The arithmetic of diffusion around one model call: z0 to z_t, N noise estimates, and back to N clean latents.

Shapes stand in the names: B images, N prompts each, K = N(N-1)/2 unique pairs of prompts, C channels, h x w latent
pixels, L tokens of D numbers. abar_B is the scheduler's `alphas_cumprod` at each image's timestep.
"""

import torch
from torch import Tensor

# The timesteps of masks and contrast. On Stable Diffusion's schedule 1/SNR grows from 0.12 to 11 here, then to 214:
# beyond, an unweighted latent distance would be almost all of the loss.
WINDOW = (100, 700)


def at_least_fp32(x: Tensor) -> Tensor:
    """Half precision raised to float32, for autocast leaves differences and squares as it finds them; float64 stays."""
    return x.to(torch.promote_types(x.dtype, torch.float32))


def spread(a_B: Tensor, x: Tensor) -> Tensor:
    """One number per image, shaped to multiply x of any B,... shape."""
    return a_B.reshape(-1, *[1] * (x.ndim - 1))


def draw_timesteps(B: int, window: tuple[int, int], generator: torch.Generator) -> Tensor:
    """t_B, uniform over low <= t < high, on the generator's device."""
    return torch.randint(*window, (B,), generator=generator, device=generator.device)


def snr(abar_B: Tensor) -> Tensor:
    """SNR_B = abar / (1 - abar)."""
    return abar_B / (1 - abar_B)


def noised(z0_BChw: Tensor, eps_BChw: Tensor, abar_B: Tensor) -> Tensor:
    """z_t_BChw = sqrt(abar) z0 + sqrt(1 - abar) eps (DDPM, Ho et al. 2020, Eqn 4)."""
    abar = spread(abar_B, z0_BChw)
    return abar.sqrt() * z0_BChw + (1 - abar).sqrt() * eps_BChw


def noise_estimates(unet, z_t_BChw: Tensor, t_B: Tensor, text_BNLD: Tensor) -> Tensor:
    """eps_BNChw: what a UNet of diffusers takes for the noise of one z_t under each of its N prompts, in one call."""
    return estimates_of_all(unet, (z_t_BChw, t_B, text_BNLD))[0]


def estimates_of_all(unet, *asked: tuple[Tensor, Tensor, Tensor]) -> list[Tensor]:
    """eps_BNChw of each (z_t_BChw, t_B, text_BNLD), which may differ in B and N, all in one call."""
    counts = [text_BNLD.shape[:2] for _, _, text_BNLD in asked]
    # Image-major, as flatten lays out the prompts: all N of an image stand together.
    repeated = [
        (z_t.repeat_interleave(N, dim=0), t.repeat_interleave(N), text.flatten(0, 1))
        for (z_t, t, text), (_, N) in zip(asked, counts, strict=True)
    ]
    eps_nChw = unet(*(torch.cat(parts) for parts in zip(*repeated, strict=True))).sample
    parts = eps_nChw.split([B * N for B, N in counts])
    return [part.unflatten(0, count) for part, count in zip(parts, counts, strict=True)]


def clean_estimates(z_t_BChw: Tensor, eps_BNChw: Tensor, abar_B: Tensor) -> Tensor:
    """zhat_BNChw = (z_t - sqrt(1 - abar) eps_i) / sqrt(abar), one step to clean (DDIM, Song et al. 2021, Eqn 9)."""
    abar = spread(at_least_fp32(abar_B), eps_BNChw)
    return (z_t_BChw[:, None] - (1 - abar).sqrt() * eps_BNChw) / abar.sqrt()
