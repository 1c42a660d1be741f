"""What a model makes of a set of edits at several strengths: SDEdit, whose sources and texts are encoded once for all arms,
for no arm trains the autoencoder or the text encoder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from training.diffedit import decode
from training.model_folder import ModelParts, encode_images, encode_texts
from training.sdedit import floats, generator_of, open_pipeline
from training.study.settings import Settings
from training.world.loop import halved

# Pictures that the autoencoder decodes at a time: more are slower, for they leave the processor's cache.
DECODED = 16


@dataclass(frozen=True)
class Encoded:
    """A set of edits as the UNet reads it."""

    keys: list[str]
    z0_NChw: Tensor
    text_NLD: Tensor
    nothing_1LD: Tensor


@torch.inference_mode()
def encode(parts: ModelParts, keys: Sequence[str], source_NHW3: np.ndarray, prompts: Sequence[str]) -> Encoded:
    z0 = [encode_images(parts, floats(source_NHW3[at : at + 64])) for at in range(0, len(keys), 64)]
    text = [encode_texts(parts, list(prompts[at : at + 64])) for at in range(0, len(keys), 64)]
    return Encoded(list(keys), torch.cat(z0), torch.cat(text), encode_texts(parts, [""]))


def first(encoded: Encoded, count: int) -> Encoded:
    return replace(
        encoded, keys=encoded.keys[:count], z0_NChw=encoded.z0_NChw[:count], text_NLD=encoded.text_NLD[:count]
    )


@torch.inference_mode()
def edit_all(parts: ModelParts, encoded: Encoded, strength: float, settings: Settings) -> np.ndarray:
    """The edited pictures, uint8 [N, H, W, 3]. An edit's noise is a function of its key: the same for every arm."""
    size, made = settings.batch, []
    for at in range(0, len(encoded.keys), size):
        part = slice(at, at + size)
        made.append(edit_some(parts, encoded, part, strength, settings))
    return np.concatenate(made)


def edit_some(parts: ModelParts, encoded: Encoded, part: slice, strength: float, settings: Settings) -> np.ndarray:
    keys = encoded.keys[part]
    with halved(parts.unet.device):
        z_BChw = (
            open_pipeline(parts)(
                prompt_embeds=encoded.text_NLD[part],
                negative_prompt_embeds=encoded.nothing_1LD.expand(len(keys), -1, -1),
                image=encoded.z0_NChw[part],
                generator=[generator_of(settings.noise_seed, key) for key in keys],
                strength=strength,
                num_inference_steps=settings.sampler_steps,
                guidance_scale=settings.guidance,
                output_type="latent",
            )
            .images
        )  # fmt: skip
        return np.concatenate([decode(parts, z_BChw[at : at + DECODED]) for at in range(0, len(keys), DECODED)])
