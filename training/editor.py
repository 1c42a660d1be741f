"""What edits: a model's parts, with a LoRA if wanted, under one choice of settings."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training.diffedit import diffedit
from training.edit_settings import EditError, Settings, check
from training.edit_table import Edit
from training.model_folder import (
    ModelParts,
    natural_side,
    open_model,
    pixels_per_latent,
)
from training.sdedit import generator_of, open_pipeline, sdedit


@dataclass(frozen=True)
class Editor:
    settings: Settings
    parts: ModelParts
    side: int  # pixels of what it edits


@dataclass(frozen=True)
class Edited:
    pixels_HW3: np.ndarray  # uint8
    M_hw: np.ndarray | None  # diffedit's mask, bool, of the latent's size


def open_editor(settings: Settings) -> Editor:
    """Raises EditError or ModelError for settings, a model or a LoRA that cannot edit."""
    check(settings)
    parts = open_model(settings.model, "cuda" if torch.cuda.is_available() else "cpu")
    side = settings.side or natural_side(parts)
    if side % pixels_per_latent(parts):
        raise EditError(
            f"Saw side={side}, wanted a multiple of {pixels_per_latent(parts)}: so many pixels a latent spans."
        )
    channels = parts.vae.config.latent_channels
    if settings.method == "sdedit" and channels != 4:
        raise EditError(
            f"{settings.model} has latents of {channels} channels, wanted 4, as diffusers' image-to-image pipeline has "
            "them: use method=diffedit."
        )
    if settings.lora is not None:
        add_lora(parts, settings.lora, settings.lora_scale)
    return Editor(settings, parts, side)


def add_lora(parts: ModelParts, path: Path, scale: float) -> None:
    """Adds `scale` times a LoRA to the UNet's weights. Raises EditError where it is none, or of another model."""
    file = path / "pytorch_lora_weights.safetensors" if path.is_dir() else path
    if not file.is_file():
        raise EditError(f"There is no {file}, wanted a LoRA's file, or the folder `lora` that training wrote.")
    pipeline = open_pipeline(parts)
    try:
        pipeline.load_lora_weights(file.parent, weight_name=file.name)
        pipeline.fuse_lora(lora_scale=scale)
    except (OSError, ValueError, KeyError, RuntimeError) as cause:
        said = str(cause).strip().partition("\n")[0].rstrip(".:")
        raise EditError(
            f"{file} does not fit the model ({said}): name a LoRA that was trained on this model."
        ) from cause
    pipeline.unload_lora_weights()


def edit_batch(editor: Editor, edits: list[Edit], size: int) -> list[Edited]:
    """Edits up to `size` images of the editor's side.

    The last stands in for those that lack: sums differ in their last bits by the shape of a batch, so it has one shape.
    """
    settings = editor.settings
    filled = edits + edits[-1:] * (size - len(edits))
    pixels_BHW3 = np.stack([edit.pixels_HW3 for edit in filled])
    prompts = [edit.prompt for edit in filled]
    generators = [generator_of(settings.seed, edit.key) for edit in filled]
    how = (settings.strength, settings.steps, settings.guidance)
    with halved(editor.parts.unet.device, settings.precision):
        if settings.method == "sdedit":
            made = sdedit(editor.parts, pixels_BHW3, prompts, generators, *how)
            return [Edited(pixels_HW3, None) for pixels_HW3 in made[: len(edits)]]
        made, M_B1hw = diffedit(editor.parts, pixels_BHW3, [edit.caption for edit in filled], prompts, generators, *how)
        masks = M_B1hw[:, 0].bool().cpu().numpy()
        return [Edited(*one) for one in zip(made[: len(edits)], masks[: len(edits)], strict=True)]


def halved(device: torch.device, precision: str):
    if precision == "fp32":
        return nullcontext()
    return torch.autocast(device.type, {"bf16": torch.bfloat16, "fp16": torch.float16}[precision])
