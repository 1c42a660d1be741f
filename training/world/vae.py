"""Trains the autoencoder of ldm-mini, an AutoencoderKL with four channels at a quarter of the side.

python -m training.world.vae shards=train/shards sidecar=train/sidecar

Writes the diffusers folder `out`, which `training.world.ldm` takes over. Run again, it goes on where it stopped. It sees pictures only, never a word; and it
learns on pieces of them, because it is the same function at every place.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import Tensor
from torch.nn.functional import l1_loss

from training.settings import read
from training.world import loop, shards
from training.world.pixels import floats, uint8


@dataclass(frozen=True)
class Settings:
    shards: Path  # written by recipe `fetch`
    sidecar: Path  # folder of sidecar.parquet and lexicon.json
    out: Path = Path("out/world/ldm-mini-vae")
    checkpoint: Path = Path("out/world/ldm-mini-vae.pt")
    seed: int = 3
    side: int = 64  # pixels
    crop: int = 32  # pixels
    steps: int = 5000
    batch: int = 16
    rate: float = 2e-3
    kl: float = 1e-3  # nats of one latent number, against the mean absolute error of one colour in [-1, 1]


def make_vae(side: int) -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(24, 48, 64),
        down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3,
        latent_channels=4,
        norm_num_groups=8,
        mid_block_add_attention=False,  # it would tie the function to the side
        sample_size=side,
    )


def crops(pixels_NHWC: Tensor, count: int, crop: int) -> Tensor:
    """Pieces of pictures drawn by chance, uint8 [count, crop, crop, 3]."""
    side = pixels_NHWC.shape[1]
    rows = torch.randint(0, len(pixels_NHWC), (count,)).tolist()
    corners = torch.randint(0, side - crop + 1, (count, 2)).tolist()
    pieces = [pixels_NHWC[row, y : y + crop, x : x + crop] for row, (y, x) in zip(rows, corners, strict=True)]
    return torch.stack(pieces)


@torch.no_grad()
def encode(vae: AutoencoderKL, pixels_NHWC: np.ndarray) -> Tensor:
    """The means of the posterior, not scaled, [N, 4, h, w]."""
    parts = [pixels_NHWC[at : at + 100] for at in range(0, len(pixels_NHWC), 100)]
    return torch.cat([vae.encode(floats(part).to(vae.device)).latent_dist.mean for part in parts])


@torch.no_grad()
def decode(vae: AutoencoderKL, latents_NCHW: Tensor) -> np.ndarray:
    """uint8 pictures [N, H, W, 3] of latents that are not scaled."""
    return np.concatenate([uint8(vae.decode(part).sample) for part in latents_NCHW.split(100)])


def train(settings: Settings) -> None:
    device = loop.device()
    pixels_NHWC = torch.from_numpy(shards.read(settings.sidecar, settings.side, settings.shards).pixels_NHWC)
    loop.seed(settings.seed)
    vae = make_vae(settings.side).to(device, memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(vae.parameters(), betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    parts = {"vae": vae, "optimiser": optimiser}
    for step, line in loop.steps("ldm-mini vae", settings.checkpoint, settings, settings.steps, **parts):
        x_BCHW = floats(crops(pixels_NHWC, settings.batch, settings.crop)).to(device)
        with loop.halved(device):
            posterior = vae.encode(x_BCHW).latent_dist
            error = l1_loss(vae.decode(posterior.sample()).sample.float(), x_BCHW)
        kl = posterior.kl().mean() / posterior.mean[0].numel()
        loop.update(vae, optimiser, error + settings.kl * kl, loop.rate(step, settings.steps, settings.rate))
        line["error"] = 0.98 * line.get("error", error.item()) + 0.02 * error.item()
        line["nats"] = kl.item()
    save(vae.eval(), pixels_NHWC, settings)


def save(vae: AutoencoderKL, pixels_NHWC: Tensor, settings: Settings) -> None:
    """With a `scaling_factor` by which latents have standard deviation 1."""
    deviation = encode(vae, pixels_NHWC[:2000].numpy()).std().item()
    vae.register_to_config(scaling_factor=round(1 / deviation, 5))
    vae.half().save_pretrained(settings.out)


if __name__ == "__main__":
    train(read(Settings))
