"""InstructPix2Pix (Brooks et al. 2023): a UNet that sees the picture beside the noise, and is told what to do."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from diffusers import StableDiffusionInstructPix2PixPipeline
from PIL import Image

from training.model_folder import ModelError


def is_instruct_pix2pix(folder: Path) -> bool:
    """Whether the folder's UNet takes two latents, noise and picture, and answers one."""
    try:
        unet = json.loads((folder / "unet/config.json").read_text())
    except (OSError, json.JSONDecodeError):
        return False
    return unet.get("in_channels") == 2 * unet.get("out_channels", 0)


def open_instruct_pix2pix(folder: Path) -> StableDiffusionInstructPix2PixPipeline:
    """diffusers' pipeline with the folder's own sampler, in float32. Raises ModelError where the folder does not open."""
    try:
        pipeline = StableDiffusionInstructPix2PixPipeline.from_pretrained(
            folder, dtype=torch.float32, safety_checker=None, requires_safety_checker=False
        )
    except (OSError, ValueError, KeyError, json.JSONDecodeError) as cause:
        said = str(cause).strip().partition("\n")[0].rstrip(".")
        raise ModelError(f"{folder} does not open as InstructPix2Pix ({said}): save it again.") from cause
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to("cuda" if torch.cuda.is_available() else "cpu")


@torch.inference_mode()
def instruct(
    pipeline: StableDiffusionInstructPix2PixPipeline,
    pixels_BHW3: np.ndarray,
    instructions: Sequence[str],
    generators: Sequence[torch.Generator],
    steps: int,
    guidance: float,
    image_guidance: float,
) -> np.ndarray:
    """The edited images, uint8 [B, H, W, 3], of uint8 ones; guidances of 1 are none, and there is no strength."""
    edited = pipeline(
        prompt=list(instructions),
        image=[Image.fromarray(pixels_HW3) for pixels_HW3 in pixels_BHW3],
        generator=list(generators),
        num_inference_steps=steps,
        guidance_scale=guidance,
        image_guidance_scale=image_guidance,
        output_type="np",
    ).images
    return (edited * 255).round().astype(np.uint8)
