"""What a training leaves behind opens in diffusers."""

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionImg2ImgPipeline
from PIL import Image
from safetensors.torch import load_file
from trained import alike, tiny_model, trained, unet_weights

from training import checkpoint

pytestmark = pytest.mark.usefixtures("fresh_accelerator")


def edited(pipeline):
    """An edit of a grey picture; float32 [32, 32, 3]."""
    pipeline.set_progress_bar_config(disable=True)
    grey = Image.new("RGB", (32, 32), (90, 120, 150))
    given = {"image": grey, "strength": 0.8, "num_inference_steps": 5, "output_type": "np"}
    return pipeline("a blue car", generator=torch.Generator().manual_seed(0), **given).images[0]


def test_the_model_opens_as_a_pipeline_and_edits_in_its_own_way(tmp_path):
    out = trained(tmp_path, rate=0.01, warm_up=0)
    before, after = (
        edited(StableDiffusionImg2ImgPipeline.from_pretrained(folder)) for folder in (tiny_model(), out / "model")
    )
    assert after.shape == (32, 32, 3)
    assert np.abs(after - before).max() > 1e-3


def test_the_lora_file_on_the_base_model_edits_as_the_model_does(tmp_path):
    out = trained(tmp_path, trainable="lora", rate=0.05, warm_up=0)
    base = StableDiffusionImg2ImgPipeline.from_pretrained(tiny_model())
    before = edited(base)
    base.load_lora_weights(out / "lora")
    with_lora = edited(base)
    np.testing.assert_allclose(
        with_lora, edited(StableDiffusionImg2ImgPipeline.from_pretrained(out / "model")), atol=1e-4
    )
    assert np.abs(with_lora - before).max() > 1e-3


def test_a_lora_s_model_has_the_names_of_the_base_model(tmp_path):
    out = trained(tmp_path, trainable="lora", steps=1)
    assert unet_weights(out / "model").keys() == unet_weights(tiny_model()).keys()


def test_the_model_has_the_averaged_weights(tmp_path):
    out = trained(tmp_path, ema=0.9)
    average = load_file(checkpoint.newest(out) / "average.safetensors")
    assert alike(unet_weights(out / "model"), average)
    assert not alike(average, load_file(checkpoint.newest(out) / "weights.safetensors"))
