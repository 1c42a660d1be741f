"""SDEdit (Meng et al. 2022): an image is noised part of the way, and denoised under another prompt. No mask."""

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from diffusers import DDIMScheduler, StableDiffusionImg2ImgPipeline
from torch import Tensor

from training.model_folder import ModelParts, encode_images


def open_pipeline(parts: ModelParts) -> StableDiffusionImg2ImgPipeline:
    """diffusers' pipeline over these very parts, drawing by DDIM, which adds no noise on its way."""
    pipeline = StableDiffusionImg2ImgPipeline(
        vae=parts.vae,
        text_encoder=parts.text_encoder,
        tokenizer=parts.tokenizer,
        unet=parts.unet,
        scheduler=sampler(parts),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def sampler(parts: ModelParts) -> DDIMScheduler:
    """DDIM on the model's own noise schedule; its default would clip latents to [-1, 1], as if they were pixels."""
    return DDIMScheduler.from_config(parts.scheduler.config, clip_sample=False, set_alpha_to_one=False)


def generator_of(seed: int, key: str) -> torch.Generator:
    """The noise of one edit: a function of seed and key, whatever is edited beside it, on whichever device."""
    digest = hashlib.sha256(f"edit/{seed}/{key}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)


def denoised_steps(steps: int, strength: float) -> int:
    """How many of the sampler's steps an edit of this strength takes."""
    return min(int(steps * strength), steps)


@torch.inference_mode()
def sdedit(
    parts: ModelParts,
    pixels_BHW3: np.ndarray,
    prompts: Sequence[str],
    generators: Sequence[torch.Generator],
    strength: float,
    steps: int,
    guidance: float,
) -> np.ndarray:
    """The edited images, uint8 [B, H, W, 3], of uint8 ones; `strength` from 0 to 1, of at least one step.

    diffusers' pipeline gets latents, for of images it would take a sample of the posterior instead of its mean.
    """
    edited = open_pipeline(parts)(
        prompt=list(prompts),
        image=encode_images(parts, floats(pixels_BHW3)),
        generator=list(generators),
        strength=strength,
        num_inference_steps=steps,
        guidance_scale=guidance,
        output_type="np",
    ).images
    return (edited * 255).round().astype(np.uint8)


def floats(pixels_BHW3: np.ndarray) -> Tensor:
    """x_B3HW in [-1, 1]."""
    return torch.as_tensor(pixels_BHW3).permute(0, 3, 1, 2) / 127.5 - 1
