"""ldm-mini's autoencoder and noise are Stable Diffusion's in small; its folder holds clip-mini's text tower."""

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionImg2ImgPipeline
from transformers import CLIPModel

from training.world import ldm, samples, vae
from training.world.pixels import floats, uint8

CLIP = Path("data/models/clip-mini")


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> ldm.Settings:
    """The settings of a folder that was written, with an autoencoder that learned nothing."""
    folder = tmp_path_factory.mktemp("ldm")
    torch.manual_seed(0)
    vae.make_vae(64).half().save_pretrained(folder / "vae")
    none = Path("none")
    made = ldm.Settings(none, none, none, none, vae=folder / "vae", clip=CLIP, out=folder / "out")
    ldm.write_folder(made.out, ldm.make_unet(64, 128), made)
    return made


def test_bytes_survive_as_numbers():
    pixels_NHWC = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, 3)
    assert (uint8(floats(pixels_NHWC)) == pixels_NHWC).all()


def test_latents_are_a_quarter_of_the_side():
    latents_NCHW = vae.encode(vae.make_vae(64).eval(), np.zeros((3, 64, 64, 3), np.uint8))
    assert latents_NCHW.shape == (3, 4, 16, 16)


def test_the_text_tower_is_clip_minis_number_for_number(settings):
    whole = CLIPModel.from_pretrained(CLIP).text_model.state_dict()
    tower = StableDiffusionImg2ImgPipeline.from_pretrained(settings.out, safety_checker=None).text_encoder.state_dict()
    assert len(tower) == len(whole)
    assert all(torch.equal(value, whole[name.removeprefix("text_model.")]) for name, value in tower.items())


def test_the_tokenizer_is_clip_minis_byte_for_byte(settings):
    files = list((settings.out / "tokenizer").iterdir())
    assert len(files) == 2
    assert all(file.read_bytes() == (CLIP / file.name).read_bytes() for file in files)


def test_states_of_a_caption_are_those_that_the_pipeline_computes(settings):
    pipeline = samples.open_pipeline(settings.out)
    theirs_BLD, none_BLD = pipeline.encode_prompt(["a red car on the road"], "cpu", 1, True)
    ours_CLD = ldm.text_states(CLIP, ["", "a red car on the road"])
    torch.testing.assert_close(ours_CLD, torch.cat([none_BLD, theirs_BLD]), atol=1e-5, rtol=1e-4)


def test_a_picture_depends_on_its_seed_and_place_alone(settings):
    pipeline = samples.open_pipeline(settings.out)
    alone = samples.draw(pipeline, ["a red car"], 2.0, seed=1)
    among = samples.draw(pipeline, ["a red car", "a blue cat in the snow"], 2.0, seed=1)
    assert np.abs(alone[0].astype(int) - among[0]).max() <= 1  # of 255, for batches of another size add up otherwise
