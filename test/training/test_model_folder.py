"""Which folders train, and what their parts make of images and texts."""

import json
import shutil

import pytest
import torch
from diffusers import StableDiffusionPipeline
from tiny_ldm import tiny_unet
from trained import tiny_model
from transformers import CLIPTextConfig, CLIPTextModel

from training.model_folder import (
    ModelError,
    encode_images,
    encode_texts,
    natural_side,
    open_model,
)


@pytest.fixture
def folder(tmp_path):
    """A copy of the tiny model, to be spoilt."""
    return shutil.copytree(tiny_model(), tmp_path / "model")


def changed(folder, part, **values):
    """The folder with other values in a part's configuration."""
    file = folder / part / ("scheduler_config.json" if part == "scheduler" else "config.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))
    return folder


def test_texts_have_the_states_that_the_pipeline_gives_them():
    texts = ["a red car", "", "word " * 200]
    pipeline = StableDiffusionPipeline.from_pretrained(tiny_model())
    theirs, nothing = pipeline.encode_prompt(texts, "cpu", 1, True)
    states = encode_texts(open_model(tiny_model()), texts)
    assert torch.equal(states, theirs)
    assert torch.equal(states[1], nothing[0])


def test_latents_are_the_scaled_and_shifted_mean(folder):
    pixels = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0)) * 2 - 1
    parts = open_model(changed(folder, "vae", shift_factor=0.1, scaling_factor=0.5))
    mean = parts.vae.encode(pixels).latent_dist.mean
    torch.testing.assert_close(encode_images(parts, pixels), 0.5 * (mean - 0.1))


def test_the_side_is_what_the_unet_was_made_for():
    assert natural_side(open_model(tiny_model())) == 32


def test_a_folder_without_a_part_is_refused(folder):
    shutil.rmtree(folder / "text_encoder")
    with pytest.raises(ModelError, match="has no folder text_encoder, wanted Stable Diffusion's layout"):
        open_model(folder)


def test_a_part_that_does_not_open_is_refused(folder):
    (folder / "unet/diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(ModelError, match="does not open as UNet2DConditionModel"):
        open_model(folder)


def test_a_unet_that_estimates_velocities_is_refused(folder):
    with pytest.raises(ModelError, match="prediction_type v_prediction, wanted epsilon"):
        open_model(changed(folder, "scheduler", prediction_type="v_prediction"))


def test_a_text_encoder_of_another_width_is_refused(folder):
    config = CLIPTextConfig.from_pretrained(changed(folder, "text_encoder", hidden_size=16) / "text_encoder")
    CLIPTextModel(config).save_pretrained(folder / "text_encoder")
    with pytest.raises(ModelError, match="texts of 32 numbers a token, wanted the 16 of its text encoder"):
        open_model(folder)


def test_a_unet_that_fills_holes_is_refused(folder):
    tiny_unet(in_channels=9).save_pretrained(folder / "unet")
    with pytest.raises(ModelError, match="9 channels in and 4 out, wanted the 4"):
        open_model(folder)


def test_a_unet_that_wants_more_than_texts_is_refused(folder):
    larger = {"addition_time_embed_dim": 8, "projection_class_embeddings_input_dim": 80}
    tiny_unet(addition_embed_type="text_time", **larger).save_pretrained(folder / "unet")
    with pytest.raises(ModelError, match="addition_embed_type text_time"):
        open_model(folder)


def test_a_unet_that_pools_its_texts_opens(folder):
    """As the UNet of ldm-mini does."""
    tiny_unet(addition_embed_type="text", addition_embed_type_num_heads=4).save_pretrained(folder / "unet")
    assert open_model(folder).unet.config.addition_embed_type == "text"
