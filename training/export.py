"""A run's last checkpoint as others load it: a diffusers folder, and for LoRA its file besides."""

import json
import shutil
from pathlib import Path

from diffusers import StableDiffusionPipeline, UNet2DConditionModel
from diffusers.utils import convert_state_dict_to_diffusers
from peft import get_peft_model_state_dict

from training import checkpoint
from training.model_folder import open_part
from training.network import thaw
from training.train_settings import Settings


def export(settings: Settings, folder: Path) -> None:
    """Writes `out/model`, and `out/lora` where LoRA was trained, of a checkpoint's folder: the average where it has one.

    `StableDiffusionImg2ImgPipeline.from_pretrained(out/model)` and `pipeline.load_lora_weights(out/lora)` read them.
    """
    groups, _ = checkpoint.load(folder)
    unet = open_part(settings.model, "unet")
    unet.requires_grad_(False)
    thaw(unet, settings)
    weights = groups.get("average", groups["weights"])
    _, unexpected = unet.load_state_dict(weights, strict=False)
    if unexpected:
        raise ValueError(f"{folder} holds weights that {settings.model} has not, such as {unexpected[0]}.")
    if settings.trainable == "lora":
        in_place(settings.out / "lora", lambda making: write_lora(making, unet))
        unet.fuse_lora()
        unet.unload_lora()
    in_place(settings.out / "model", lambda making: write_folder(making, settings.model, unet))


def in_place(folder: Path, write) -> None:
    """A folder, in place only when it is whole."""
    making = folder.with_name(f"{folder.name}.tmp")
    shutil.rmtree(making, ignore_errors=True)
    write(making)
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def write_lora(folder: Path, unet: UNet2DConditionModel) -> None:
    layers = convert_state_dict_to_diffusers(get_peft_model_state_dict(unet))
    StableDiffusionPipeline.save_lora_weights(folder, unet_lora_layers=layers)


def write_folder(folder: Path, base: Path, unet: UNet2DConditionModel) -> None:
    """The base model's folder with another UNet; what the pipeline does not name stays behind."""
    index = json.loads((base / "model_index.json").read_text())
    folder.mkdir(parents=True)
    shutil.copyfile(base / "model_index.json", folder / "model_index.json")
    for name in index:
        if name != "unet" and (base / name).is_dir():
            shutil.copytree(base / name, folder / name)
    unet.save_pretrained(folder / "unet")
