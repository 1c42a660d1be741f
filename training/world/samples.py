"""Pictures that ldm-mini draws for captions, as anyone would have them drawn: by its diffusers pipeline."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from diffusers import StableDiffusionPipeline

STEPS = 25


def open_pipeline(folder: Path) -> StableDiffusionPipeline:
    pipeline = StableDiffusionPipeline.from_pretrained(
        folder, safety_checker=None, requires_safety_checker=False
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(torch.float32)


def draw(
    pipeline: StableDiffusionPipeline,
    captions: Sequence[str],
    guidance: float,
    seed: int,
) -> np.ndarray:
    """One picture for each caption, uint8 [N, H, W, 3]; the noise of each follows from the seed and its number."""
    parts = []
    for at in range(0, len(captions), 50):
        some = list(captions[at : at + 50])
        generators = [
            torch.Generator().manual_seed(seed * 1_000_000 + at + row)
            for row in range(len(some))
        ]
        made = pipeline(
            some,
            guidance_scale=guidance,
            num_inference_steps=STEPS,
            generator=generators,
            output_type="np",
        )
        parts.append((made.images * 255).round().astype(np.uint8))
    return np.concatenate(parts)
