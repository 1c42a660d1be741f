"""DiffEdit (Couairon et al. 2022): a mask from two prompts, and an edit that leaves alone what lies outside.

Ours rather than diffusers', whose pipeline is deprecated and clamps by the mean over the batch: there the mask of an
image depends on the images beside it. On one image the masks are equal.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from training.mask import dissimilarity
from training.model_folder import ModelParts, encode_images, encode_texts
from training.noise import clean_estimates, noise_estimates, noised
from training.sdedit import denoised_steps, floats, sampler

MASK_TIMESTEP = 0.5  # share of the timesteps: how far an image is noised where its prompts are compared
MAPS = 10  # noises that are averaged
RATIO = 3.0  # multiple of the mean at which differences are cut


@torch.inference_mode()
def diffedit(
    parts: ModelParts,
    pixels_BHW3: np.ndarray,
    captions: Sequence[str],
    prompts: Sequence[str],
    generators: Sequence[torch.Generator],
    strength: float,
    steps: int,
    guidance: float,
) -> tuple[np.ndarray, Tensor]:
    """(edited images, uint8 [B, H, W, 3], of uint8 ones; the masks M_B1hw). A caption may be empty."""
    empty_BLD, caption_BLD, prompt_BLD = (
        encode_texts(parts, list(texts)) for texts in ([""] * len(prompts), captions, prompts)
    )
    z0_BChw = encode_images(parts, floats(pixels_BHW3))
    M_B1hw = difference_mask(parts, z0_BChw, torch.stack([caption_BLD, prompt_BLD], 1), generators)

    stops = [None, *timesteps(parts, steps, strength)]

    def unguided(z_BChw: Tensor, t: int) -> Tensor:
        return estimate(parts, z_BChw, t, caption_BLD[:, None])[:, 0]

    def guided(z_BChw: Tensor, t: int) -> Tensor:
        empty, aimed = estimate(parts, z_BChw, t, torch.stack([empty_BLD, prompt_BLD], 1)).unbind(1)
        return empty + guidance * (aimed - empty)

    path = invert(parts, z0_BChw, stops, unguided)
    z_BChw = denoise(parts, path, stops, M_B1hw, guided)
    return decode(parts, z_BChw), M_B1hw


def difference_mask(
    parts: ModelParts, z0_BChw: Tensor, text_B2LD: Tensor, generators: Sequence[torch.Generator]
) -> Tensor:
    """M_B1hw as 0.0 and 1.0: where two prompts disagree about the noise by more than RATIO / 2 times the image's mean.

    Guidance would stretch all differences alike. The paper cuts differences at RATIO means, scales them to [0, 1] and
    takes what is above 0.5.
    """
    t = int(MASK_TIMESTEP * len(parts.scheduler.alphas_cumprod))
    shape = (MAPS, *z0_BChw.shape[1:])
    eps_BMChw = torch.stack([torch.randn(shape, generator=generator) for generator in generators]).to(z0_BChw.device)
    abar_B = abar(parts, t).expand(len(z0_BChw))
    noisy = (noised(z0_BChw, eps_BChw, abar_B) for eps_BChw in eps_BMChw.unbind(1))
    Delta_B1hw = sum(dissimilarity(estimate(parts, z_BChw, t, text_B2LD)) for z_BChw in noisy) / MAPS
    return (Delta_B1hw > RATIO / 2 * Delta_B1hw.mean(dim=(2, 3), keepdim=True)).to(z0_BChw.dtype)


NoiseOf = Callable[[Tensor, int], Tensor]  # eps_BChw of z_t_BChw at one timestep


def invert(parts: ModelParts, z0_BChw: Tensor, stops: Sequence[int | None], noise_of: NoiseOf) -> list[Tensor]:
    """z_BChw at each stop, from the clean image (None) upwards: DDIM run backwards (Song et al. 2021, section 4.3)."""
    path = [z0_BChw]
    for t, above in pairwise(stops):
        # No network was trained on clean latents: their noise is read as if they stood one stop above.
        eps_BChw = noise_of(path[-1], above if t is None else t)
        path.append(move(parts, path[-1], eps_BChw, t, above))
    return path


def denoise(
    parts: ModelParts,
    path: Sequence[Tensor],
    stops: Sequence[int | None],
    M_B1hw: Tensor,
    noise_of: NoiseOf,
) -> Tensor:
    """z0_BChw, down the stops again; outside the mask the path's own."""
    z_BChw = path[-1]
    for at in range(len(stops) - 1, 0, -1):
        moved = move(parts, z_BChw, noise_of(z_BChw, stops[at]), stops[at], stops[at - 1])
        z_BChw = M_B1hw * moved + (1 - M_B1hw) * path[at - 1]
    return z_BChw


def move(parts: ModelParts, z_BChw: Tensor, eps_BChw: Tensor, t: int | None, to: int | None) -> Tensor:
    """DDIM from one stop to another (Song et al. 2021, Eqn 12 with sigma = 0)."""
    from_B, to_B = (abar(parts, level).expand(len(z_BChw)) for level in (t, to))
    return noised(clean_estimates(z_BChw, eps_BChw[:, None], from_B)[:, 0], eps_BChw, to_B)


def estimate(parts: ModelParts, z_BChw: Tensor, t: int, text_BNLD: Tensor) -> Tensor:
    """eps_BNChw, float32, at one timestep for all."""
    t_B = torch.full((len(z_BChw),), t, device=z_BChw.device)
    return noise_estimates(parts.unet, z_BChw, t_B, text_BNLD).float()


def timesteps(parts: ModelParts, steps: int, strength: float) -> list[int]:
    """Those of SDEdit at this strength, the lowest first."""
    ddim = sampler(parts)
    ddim.set_timesteps(steps)
    return ddim.timesteps.tolist()[::-1][: denoised_steps(steps, strength)]


def abar(parts: ModelParts, t: int | None) -> Tensor:
    values_T = parts.scheduler.alphas_cumprod.to(parts.unet.device)
    return torch.ones_like(values_T[0]) if t is None else values_T[t]


def decode(parts: ModelParts, z_BChw: Tensor) -> np.ndarray:
    config = parts.vae.config
    x_B3HW = parts.vae.decode(z_BChw / config.scaling_factor + (config.shift_factor or 0.0)).sample.float()
    return ((x_B3HW.permute(0, 2, 3, 1) + 1) * 127.5).round().clamp(0, 255).byte().cpu().numpy()
