"""A latent diffusion model from its diffusers folder: Stable Diffusion's layout, of any size.

Texts and images become what the UNet reads here, by the parts that stay frozen.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDPMScheduler, UNet2DConditionModel
from torch import Tensor
from transformers import CLIPTextModel, CLIPTokenizer

# By the folder's own names; its scheduler only draws pictures, we take its noise schedule.
PARTS = {
    "vae": AutoencoderKL,
    "unet": UNet2DConditionModel,
    "text_encoder": CLIPTextModel,
    "tokenizer": CLIPTokenizer,
    "scheduler": DDPMScheduler,
}
LAYOUT = f"Stable Diffusion's layout as diffusers saves it, with {', '.join(PARTS)}"


class ModelError(ValueError):
    """A folder that cannot be trained; one sentence says what was seen, wanted, and to do."""


@dataclass(frozen=True)
class ModelParts:
    folder: Path
    vae: AutoencoderKL
    unet: UNet2DConditionModel
    text_encoder: CLIPTextModel
    tokenizer: CLIPTokenizer
    scheduler: DDPMScheduler


def open_model(folder: Path, device: torch.device | str = "cpu") -> ModelParts:
    """All in float32, frozen and in evaluation mode; whoever trains the UNet thaws it.

    Raises ModelError where a part is missing, or the parts do not fit one another.
    """
    if not (folder / "model_index.json").is_file():
        raise ModelError(f"{folder} has no model_index.json, wanted {LAYOUT}: name such a folder as model=.")
    parts = ModelParts(folder, **{name: open_part(folder, name) for name in PARTS})
    check_parts(parts)
    for part in (parts.vae, parts.unet, parts.text_encoder):
        part.requires_grad_(False).eval().to(device)
    return parts


def open_part(folder: Path, name: str):
    """Raises ModelError where the folder has no such part, or one that does not open."""
    if not (folder / name).is_dir():
        raise ModelError(f"{folder} has no folder {name}, wanted {LAYOUT}: name such a folder as model=.")
    # transformers and diffusers have each their own word for it.
    precision = {"vae": "torch_dtype", "unet": "torch_dtype", "text_encoder": "dtype"}.get(name)
    try:
        return PARTS[name].from_pretrained(folder / name, **({precision: torch.float32} if precision else {}))
    except (OSError, ValueError, KeyError, json.JSONDecodeError) as cause:
        said = str(cause).strip().partition("\n")[0].rstrip(".")
        raise ModelError(f"{folder / name} does not open as {PARTS[name].__name__} ({said}): save it again.") from cause


def check_parts(parts: ModelParts) -> None:
    """Raises ModelError where the UNet does not estimate noise, or does not fit its neighbours."""
    unet, folder = parts.unet.config, parts.folder
    latent = parts.vae.config.latent_channels
    width = parts.text_encoder.config.hidden_size
    aim = parts.scheduler.config.prediction_type
    if aim != "epsilon":
        raise ModelError(
            f"{folder} has a UNet of prediction_type {aim}, wanted epsilon: masks compare estimates of noise."
        )
    if unet.in_channels != latent or unet.out_channels != latent:
        raise ModelError(
            f"{folder} has a UNet of {unet.in_channels} channels in and {unet.out_channels} out, wanted the {latent} of "
            "its autoencoder both ways: a model that fills holes or doubles the side does not train here."
        )
    if unet.cross_attention_dim != width:
        raise ModelError(
            f"{folder} has a UNet that hears texts of {unet.cross_attention_dim} numbers a token, wanted the {width} of "
            "its text encoder: put together the parts of one model."
        )
    # `text` pools the very states that it is given; others want more in the call than texts.
    if unet.addition_embed_type not in (None, "text") or unet.class_embed_type or unet.encoder_hid_dim_type:
        raise ModelError(
            f"{folder} has a UNet that wants more than latents, timestep and text (addition_embed_type "
            f"{unet.addition_embed_type}): name a model of Stable Diffusion 1 or 2."
        )


def pixels_per_latent(parts: ModelParts) -> int:
    """f: how many pixels a latent pixel spans, each way."""
    return 2 ** (len(parts.vae.config.block_out_channels) - 1)


def natural_side(parts: ModelParts) -> int:
    """The side that the UNet was made for, in pixels."""
    return parts.unet.config.sample_size * pixels_per_latent(parts)


@torch.no_grad()
def encode_images(parts: ModelParts, pixel_values_B3HW: Tensor) -> Tensor:
    """z0_BChw = scaling_factor (E(x) - shift_factor), E the mean of the posterior; x in [-1, 1]."""
    config = parts.vae.config
    mean_BChw = parts.vae.encode(pixel_values_B3HW.to(parts.vae.device)).latent_dist.mode().float()
    return config.scaling_factor * (mean_BChw - (config.shift_factor or 0.0))


@torch.no_grad()
def encode_texts(parts: ModelParts, texts: list[str]) -> Tensor:
    """tau(y) as text_BLD, as StableDiffusionPipeline computes it: the last states, padded to the tokenizer's length."""
    given = parts.tokenizer(texts, padding="max_length", truncation=True, return_tensors="pt")
    device = parts.text_encoder.device
    masked = getattr(parts.text_encoder.config, "use_attention_mask", False)
    mask_BL = given.attention_mask.to(device) if masked else None
    return parts.text_encoder(given.input_ids.to(device), attention_mask=mask_BL).last_hidden_state.float()
