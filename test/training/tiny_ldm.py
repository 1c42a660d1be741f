"""A latent diffusion model in Stable Diffusion v1's layout with random weights, so small that a step takes milliseconds."""

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    PNDMScheduler,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInstructPix2PixPipeline,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from diffusers.utils import convert_state_dict_to_diffusers
from peft import LoraConfig, get_peft_model_state_dict
from transformers import CLIPTextConfig, CLIPTextModel

from training.model_folder import open_model
from training.world import byte_pairs

WIDTH = 32
# Whose words are tokens; any other word is spelled in bytes, which 77 places hold for a caption of the world.
TEXTS = [
    "a photo of a red car on green grass",
    "a striped blue ball in front of a plain orange wall",
]
POSITIONS = 77


def write_tiny_ldm(folder: Path, seed: int = 0) -> Path:
    """Writes the diffusers folder (32 x 32 pixels, 4 x 8 x 8 latents), loadable by the pipelines of Stable Diffusion."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        pipeline = StableDiffusionPipeline(
            **tiny_parts(),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
    pipeline.save_pretrained(folder)
    return folder


def write_tiny_instruct(folder: Path) -> Path:
    """In InstructPix2Pix's layout: the UNet sees the picture's latent beside the noisy one."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        parts = {**tiny_parts(), "unet": tiny_unet(in_channels=8)}
    pipeline = StableDiffusionInstructPix2PixPipeline(
        **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False
    )
    pipeline.save_pretrained(folder)
    return folder


def tiny_parts() -> dict:
    tokenizer = byte_pairs.tokenizer(TEXTS, 600, POSITIONS)
    noise = {
        "beta_start": 0.00085,
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "num_train_timesteps": 1000,
    }
    return {
        "vae": tiny_vae(),
        "unet": tiny_unet(),
        "text_encoder": tiny_text_encoder(tokenizer),
        "tokenizer": tokenizer,
        "scheduler": PNDMScheduler(**noise, skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1),
    }


def tiny_vae() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        latent_channels=4,
        norm_num_groups=4,
        mid_block_add_attention=False,
        sample_size=32,
        scaling_factor=0.9,
    )


def tiny_unet(**other) -> UNet2DConditionModel:
    """With `other` values in its configuration."""
    config = {
        "sample_size": 8,
        "block_out_channels": (16, 32),
        "layers_per_block": 1,
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
        "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
        "norm_num_groups": 8,
        "attention_head_dim": 2,
        "cross_attention_dim": WIDTH,
    }
    return UNet2DConditionModel(**{**config, **other})


def tiny_text_encoder(tokenizer) -> CLIPTextModel:
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=64,
        projection_dim=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=POSITIONS,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config)


def write_tiny_lora(model: Path, folder: Path, scale: float) -> Path:
    """A LoRA of the UNet's attention whose weights are not zero."""
    unet = open_model(model).unet
    with torch.random.fork_rng():
        torch.manual_seed(1)
        unet.add_adapter(LoraConfig(r=4, target_modules=["to_q", "to_v"], lora_alpha=4, init_lora_weights="gaussian"))
        for name, weight in unet.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(weight, std=scale)
    StableDiffusionImg2ImgPipeline.save_lora_weights(
        folder, convert_state_dict_to_diffusers(get_peft_model_state_dict(unet))
    )
    return folder
