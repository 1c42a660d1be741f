"""The loop that one writes first: diffusers' text-to-image example, its UNet called once more for each of N prompts.

As in `examples/text_to_image/train_text_to_image.py`: rows through `datasets`, the Image feature decoding in the training
process, tokens and text states and latents made anew in every step, plain AdamW. The losses are the functions that we use.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from datasets import load_dataset
from torch import Tensor
from torch.nn.functional import mse_loss
from torch.utils.data import DataLoader

from training.bench.feeding import pixels_of, stacked
from training.losses import (
    loss_dis,
    loss_pres,
    loss_total,
    pair_distances,
    prompt_distances,
    soft_weights,
)
from training.mask import dissimilarity, edit_mask, is_usable
from training.model_folder import ModelParts
from training.noise import clean_estimates, snr
from training.sigma import sigma_at
from training.train_settings import Settings


@dataclass(frozen=True)
class Chance:
    """Timesteps and noise, of L_LDM and of the contrast."""

    t_B: Tensor
    eps_BChw: Tensor
    contrast_t_B: Tensor
    contrast_eps_BChw: Tensor


def rows(paths: list[str], batch_size: int, side: int, folder: Path) -> Iterator[dict]:
    """Batches for ever; a map-style dataset that decodes as it is asked, shuffled anew in every epoch.

    folder: for the copy that `datasets` makes.
    """
    dataset = load_dataset("parquet", data_files=paths, split="train", cache_dir=folder)
    dataset = dataset.select_columns(["key", "image", "caption", "prompts", "similarity_matrix"])

    def decoded(some: dict) -> dict:
        return {**some, "image": [pixels_of(image, side) for image in some["image"]]}

    batches = DataLoader(dataset.with_transform(decoded), batch_size, shuffle=True, drop_last=True, collate_fn=stacked)
    for _ in itertools.count():
        yield from batches


def states(parts: ModelParts, texts: list[str]) -> Tensor:
    """text_BLD"""
    given = parts.tokenizer(texts, padding="max_length", truncation=True, return_tensors="pt")
    with torch.no_grad():
        return parts.text_encoder(given.input_ids.to(parts.unet.device))[0]


def chance(parts: ModelParts, z0_BChw: Tensor, window: tuple[int, int]) -> Chance:
    device, B, T = z0_BChw.device, len(z0_BChw), parts.scheduler.config.num_train_timesteps
    return Chance(
        torch.randint(0, T, (B,), device=device),
        torch.randn_like(z0_BChw),
        torch.randint(*window, (B,), device=device),
        torch.randn_like(z0_BChw),
    )


def latents(parts: ModelParts, batch: dict) -> Tensor:
    with torch.no_grad():
        pixel_values = batch["pixel_values_B3HW"].to(parts.unet.device)
        return parts.vae.encode(pixel_values).latent_dist.mode() * parts.vae.config.scaling_factor


def loss_of(
    parts: ModelParts,
    batch: dict,
    z0_BChw: Tensor,
    drawn: Chance,
    sigma_bins: Tensor,
    tally_2: Tensor,
    settings: Settings,
) -> Tensor:
    noisy_BChw = parts.scheduler.add_noise(z0_BChw, drawn.eps_BChw, drawn.t_B)
    text_BLD = states(parts, batch["caption"])
    ldm = mse_loss(parts.unet(noisy_BChw, drawn.t_B, text_BLD).sample.float(), drawn.eps_BChw.float())

    t_B = drawn.contrast_t_B
    abar_B = parts.scheduler.alphas_cumprod.to(t_B.device)[t_B]
    z_t_BChw = parts.scheduler.add_noise(z0_BChw, drawn.contrast_eps_BChw, t_B)
    eps = [parts.unet(z_t_BChw, t_B, states(parts, list(texts))).sample for texts in zip(*batch["prompts"])]
    eps_BNChw = torch.stack(eps, 1)
    M_B1hw = edit_mask(dissimilarity(eps_BNChw.detach()), settings.tau, settings.peak)
    zhat_BNChw = clean_estimates(z_t_BChw, eps_BNChw, abar_B)
    weight_BK = soft_weights(prompt_distances(batch["similarity_BMM"].to(t_B.device)), tally_2)
    sigma_B = sigma_at(t_B, sigma_bins, settings.window)
    dis_B = loss_dis(pair_distances(zhat_BNChw, M_B1hw), sigma_B, settings.form, weight_BK)
    pres_B = loss_pres(zhat_BNChw, z0_BChw, M_B1hw, snr(abar_B), settings.weight)
    return loss_total(ldm, dis_B, pres_B, is_usable(M_B1hw), settings.lambda_dis, settings.lambda_pres)
