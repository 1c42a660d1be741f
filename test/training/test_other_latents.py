"""Latents that are not Stable Diffusion v1's: photographs through TAEF2's encoder, which has 32 channels."""

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from diffusers import UNet2DConditionModel
from made import load, tables, trainer_shards
from tiny_ldm import tiny_unet, write_tiny_ldm
from torch import nn

from training.draws import draw_contrast, draw_ldm
from training.encoding import digest_of_model, encode_shards
from training.examples import make_examples
from training.latent_cache import open_cache
from training.losses import tally
from training.model_folder import encode_texts, open_model
from training.sidecar import CachePlan
from training.step import Scales, losses, total
from training.train_settings import Settings

FIXTURES = Path(__file__).parents[3] / "shared/fixtures"
SIDE, C, B = 64, 32, 4

pytestmark = pytest.mark.skipif(not FIXTURES.exists(), reason="the photographs and TAEF2's weights are not here")


class Block(nn.Module):
    """As in madebyollin/taesd, so that its weights fit by name."""

    def __init__(self, is_middle=False):
        super().__init__()
        between = [nn.Conv2d(64, 64, 3, padding=1) if at % 2 == 0 else nn.ReLU() for at in range(5)]
        self.conv = nn.Sequential(*between)
        wide = [nn.Conv2d(64, 256, 1, bias=False), nn.GroupNorm(4, 256), nn.ReLU(), nn.Conv2d(256, 64, 1, bias=False)]
        self.pool = nn.Sequential(*wide) if is_middle else None

    def forward(self, x):
        x = x if self.pool is None else x + self.pool(x)
        return (self.conv(x) + x).relu()


def taef2():
    """What `encode_images` asks of an autoencoder, with TAEF2's published encoder inside."""

    def halved():
        return nn.Conv2d(64, 64, 3, stride=2, padding=1, bias=False)

    encoder = nn.Sequential(
        *(nn.Conv2d(3, 64, 3, padding=1), Block()),
        *(halved(), Block(), Block(), Block()),
        *(halved(), Block(), Block(), Block()),
        *(halved(), Block(True), Block(True), Block(True)),
        nn.Conv2d(64, C, 3, padding=1),
    )
    encoder.load_state_dict(torch.load(FIXTURES / "vae/taef2_encoder.pth", map_location="cpu"))

    def encode(pixels):
        z0 = encoder((pixels + 1) / 2)
        return SimpleNamespace(latent_dist=SimpleNamespace(mode=lambda: z0))

    config = SimpleNamespace(scaling_factor=1.0, shift_factor=None)
    return SimpleNamespace(encode=encode, config=config, device=torch.device("cpu"))


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    """Today's shard with photographs for pictures."""
    table = tables(trainer_shards() / "laion")[0].slice(0, 2 * B)
    images = [{"bytes": path.read_bytes(), "path": path.name} for path in sorted(FIXTURES.glob("images/coco/*.jpg"))]
    at = table.schema.get_field_index("image")
    column = pa.array(images[: len(table)], table.schema.field("image").type)
    folder = tmp_path_factory.mktemp("photographs")
    pq.write_table(table.set_column(at, table.schema.field("image"), column), folder / "shard.parquet")
    return folder


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    opened = open_model(write_tiny_ldm(tmp_path_factory.mktemp("model") / "ldm"))
    torch.manual_seed(0)
    unet = UNet2DConditionModel.from_config(tiny_unet().config, in_channels=C, out_channels=C)
    return dataclasses.replace(opened, vae=taef2(), unet=unet.train())


@pytest.mark.parametrize("cached", [False, True])
def test_photographs_in_32_channels_train_with_finite_numbers(photographs, parts, cached, tmp_path):
    loader = load(photographs, batch_size=B, side=SIDE)
    if cached:
        plan = CachePlan(tmp_path, loader.shards, digest_of_model(parts.folder), SIDE, False)
        encode_shards(plan, parts)
        loader.cache = open_cache(plan)
    settings = Settings("", Path(), Path())
    nothing_LD = encode_texts(parts, [""])[0]
    count = 0
    for batch in loader:
        examples = make_examples(parts, batch, torch.arange(4).expand(B, 4), nothing_LD)
        shape, cpu = (C, SIDE // 8, SIDE // 8), torch.device("cpu")
        assert examples.z0_BChw.shape == (B, *shape)
        # Photographs are not noise: a latent of one channel is not that of another.
        assert examples.z0_BChw.std() > 0.1
        scales = Scales(parts.scheduler.alphas_cumprod, torch.ones(8), tally(examples.s_BK))
        drawn = draw_ldm(0, range(B), shape, 1000, 4, 0.1, cpu), draw_contrast(0, range(B), shape, (100, 700), cpu)
        ldm, part = losses(parts.unet, None, examples, *drawn, scales, settings)
        gradients = torch.autograd.grad(total(ldm, part, settings), list(parts.unet.parameters()))
        for value in (ldm, *vars(part).values(), *gradients):
            assert value.isfinite().all()
        assert 0 < part.M_B1hw.mean() < 1
        count += len(batch["key"])
    assert count == 2 * B
