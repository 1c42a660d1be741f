"""Trains the denoiser of ldm-mini, a latent diffusion model, and puts its diffusers folder together.

python -m training.world.ldm shards=train/shards sidecar=train/sidecar seen=seen held=held

Wants the autoencoder of `training.world.vae`, and clip-mini, whose text tower and tokenizer become the folder's own, frozen,
as in Stable Diffusion v1; and judge-mini, for the card only. Run again, it goes on where it stopped.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    AutoencoderKL,
    DDPMScheduler,
    PNDMScheduler,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import CLIPTextModel, CLIPTokenizer

from training.settings import read
from training.world import card, loop, samples, shards
from training.world.vae import encode
from training.world.whole import making

# Stable Diffusion v1's noise.
NOISE = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
}


@dataclass(frozen=True)
class Settings:
    shards: Path  # written by recipe `fetch`
    sidecar: Path  # folder of sidecar.parquet and lexicon.json
    seen: Path  # scenes of combinations that training saw, of another seed, with their pictures
    held: Path  # scenes of combinations that it did not
    vae: Path = Path("out/world/ldm-mini-vae")
    clip: Path = Path("data/models/clip-mini")
    judge: Path = Path("data/models/judge-mini")
    out: Path = Path("data/models/ldm-mini")
    checkpoint: Path = Path("out/world/ldm-mini.pt")
    seed: int = 4
    side: int = 64  # pixels
    steps: int = 12000
    batch: int = 32
    rate: float = 1e-3
    dropped: float = 0.1  # share of the captions, so that the model can do without, which guidance wants
    largest_snr: float = 5.0
    average: float = 0.999  # what the moving average of the weights keeps at each step


def make_unet(side: int, text_width: int) -> UNet2DConditionModel:
    """Looks at the text on the way down, at 8 x 8 and 4 x 4; and the words, pooled, go with the timestep to every block.

    Attention on the way up as well would cost a third more, and break the bar of 60 ms for 32 latents."""
    return UNet2DConditionModel(
        sample_size=side // 4,
        block_out_channels=(32, 64, 128),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D",) * 3,
        layers_per_block=1,
        attention_head_dim=4,  # diffusers' name for the number of heads
        norm_num_groups=16,
        cross_attention_dim=text_width,
        addition_embed_type="text",
        addition_embed_type_num_heads=4,
    )


@torch.no_grad()
def text_states(clip: Path, captions: list[str]) -> Tensor:
    """The last hidden states [C, L, D], as StableDiffusionPipeline computes them: padded to the tokenizer's full length."""
    tokenizer = CLIPTokenizer.from_pretrained(clip)
    tower = CLIPTextModel.from_pretrained(clip, dtype=torch.float32)
    ids_CL = tokenizer(captions, padding="max_length", truncation=True, return_tensors="pt").input_ids
    return torch.cat([tower(ids_BL).last_hidden_state for ids_BL in ids_CL.split(200)])


@torch.no_grad()
def latents(vae: AutoencoderKL, pixels_NHWC: np.ndarray) -> Tensor:
    """Scaled latents of the pictures and of their mirror images, [2, N, 4, h, w]: every thing of the world has both."""
    both = [encode(vae, np.ascontiguousarray(pixels)) for pixels in (pixels_NHWC, pixels_NHWC[:, :, ::-1])]
    return torch.stack(both) * vae.config.scaling_factor


def train(settings: Settings) -> None:
    device = loop.device()
    scenes = shards.read(settings.sidecar, settings.side, settings.shards)
    vae = AutoencoderKL.from_pretrained(settings.vae).to(device, memory_format=torch.channels_last).eval()
    latents_2NCHW = latents(vae, scenes.pixels_NHWC)
    states_NLD = text_states(settings.clip, ["", *scenes.captions]).to(device)
    noises = DDPMScheduler(**NOISE)
    snr_T = (noises.alphas_cumprod / (1 - noises.alphas_cumprod)).to(device)

    loop.seed(settings.seed)
    unet = make_unet(settings.side, states_NLD.shape[2]).to(device).train()
    average = AveragedModel(unet, multi_avg_fn=get_ema_multi_avg_fn(settings.average))
    optimiser = torch.optim.AdamW(unet.parameters(), betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    parts = {"unet": unet, "average": average, "optimiser": optimiser}
    for step, line in loop.steps("ldm-mini", settings.checkpoint, settings, settings.steps, **parts):
        row_B = torch.randint(0, len(scenes), (settings.batch,))
        z0_BCHW = latents_2NCHW[torch.randint(0, 2, (settings.batch,)), row_B]
        text_BLD = states_NLD[torch.where(torch.rand(settings.batch) < settings.dropped, 0, row_B + 1)]
        t_B = torch.randint(0, len(snr_T), (settings.batch,)).to(device)
        eps_BCHW = torch.randn(z0_BCHW.shape).to(device)
        z_t_BCHW = noises.add_noise(z0_BCHW, eps_BCHW, t_B)
        error_B = (unet(z_t_BCHW, t_B, text_BLD).sample - eps_BCHW).square().mean((1, 2, 3))
        weight_B = snr_T[t_B].clamp_max(settings.largest_snr) / snr_T[t_B]  # Min-SNR, Hang et al. 2023
        loss = (weight_B * error_B).mean()
        loop.update(unet, optimiser, loss, loop.rate(step, settings.steps, settings.rate))
        average.update_parameters(unet)
        line["error"] = 0.99 * line.get("error", error_B.mean().item()) + 0.01 * error_B.mean().item()
    save(average.module, settings)


def save(unet: UNet2DConditionModel, settings: Settings) -> None:
    """Writes `settings.out`, in place only when it is whole."""
    with making(settings.out) as folder:
        write_folder(folder, unet, settings)
        scenes = {name: shards.read(getattr(settings, name), settings.side) for name in ("seen", "held")}
        card.write(
            folder,
            name=settings.out.name,
            what=WHAT,
            learned=LEARNED,
            command=COMMAND,
            library="diffusers",
            spent=loop.spent(settings.checkpoint),
            parameters=unet.num_parameters(),
            bars=samples.bars(folder, settings.judge, scenes),
        )


def write_folder(folder: Path, unet: UNet2DConditionModel, settings: Settings) -> None:
    """A pipeline in fp16, whose text tower and tokenizer are clip-mini's: number for number, and byte for byte."""
    pipeline = StableDiffusionPipeline(
        vae=AutoencoderKL.from_pretrained(settings.vae, torch_dtype=torch.float16),
        text_encoder=CLIPTextModel.from_pretrained(settings.clip, dtype=torch.float16),
        tokenizer=CLIPTokenizer.from_pretrained(settings.clip),
        unet=unet.half(),
        scheduler=PNDMScheduler(**NOISE, skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)
    # transformers opens a model in the precision that its config names, diffusers in float32: they must not differ.
    amend(folder / "text_encoder/config.json", dtype="float32")
    amend(folder / "vae/config.json", _name_or_path=None)  # where it lay on the machine that trained it
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(settings.clip / name, folder / "tokenizer" / name)


def amend(config: Path, **values) -> None:
    """Changes values of a config; None takes one out."""
    amended = {**json.loads(config.read_text()), **values}
    kept = {name: value for name, value in amended.items() if name not in values or value is not None}
    config.write_text(json.dumps(kept, indent=2) + "\n")


WHAT = """
A latent diffusion model for the captions of softpa's closed world, in the parts of Stable Diffusion v1: an `AutoencoderKL` (a
quarter of the side, four channels), a `UNet2DConditionModel` that guesses the noise, SD v1's noise schedule, and `clip-mini`'s
text tower and tokenizer, frozen. It draws 64 x 64 pixels: `StableDiffusionPipeline.from_pretrained(folder)`, or
`StableDiffusionImg2ImgPipeline`, with `safety_checker=None`.
"""

LEARNED = """
10,000 scenes of the closed world (`data/world`, this project) with their captions. No held-out combination. Nothing else: no
text or picture of the web.
"""

COMMAND = """
node dist/pipeline/world-shards.js --out train --seed 1 --scenes 10000
node dist/data/world/write.js --out seen --seed 12 --scenes 500 --images
node dist/data/world/write.js --out held --seed 12 --scenes 520 --held-out --images
python -m training.world.vae shards=train/shards sidecar=train/sidecar
python -m training.world.judge shards=train/shards sidecar=train/sidecar seen=seen held=held
python -m training.world.ldm shards=train/shards sidecar=train/sidecar seen=seen held=held
"""


if __name__ == "__main__":
    train(read(Settings))
