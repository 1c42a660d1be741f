"""InstructPix2Pix: diffusers' own pipeline, an edit's noise its own."""

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionInstructPix2PixPipeline
from PIL import Image
from tiny_ldm import write_tiny_instruct, write_tiny_ldm

from training.instruct_pix2pix import instruct, is_instruct_pix2pix, open_instruct_pix2pix
from training.model_folder import ModelError
from training.sdedit import generator_of

torch.set_num_threads(1)

PIXELS = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
HOW = {"steps": 3, "guidance": 4.0, "image_guidance": 1.5}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny_instruct(tmp_path_factory.mktemp("models") / "instruct")


@pytest.fixture(scope="module")
def pipeline(folder):
    return open_instruct_pix2pix(folder)


def edited(pipeline, told, keys=("a", "b")):
    return instruct(pipeline, PIXELS, told, [generator_of(0, key) for key in keys], **HOW)


def test_it_is_told_by_its_unet(folder, tmp_path):
    assert is_instruct_pix2pix(folder)
    assert not is_instruct_pix2pix(write_tiny_ldm(tmp_path / "plain"))
    assert not is_instruct_pix2pix(tmp_path / "nowhere")


def test_an_edit_is_that_of_diffusers_called_by_hand(folder, pipeline):
    by_hand = StableDiffusionInstructPix2PixPipeline.from_pretrained(folder, safety_checker=None)
    expected = by_hand(
        prompt=["make it blue", "turn it round"],
        image=[Image.fromarray(pixels_HW3) for pixels_HW3 in PIXELS],
        generator=[generator_of(0, "a"), generator_of(0, "b")],
        num_inference_steps=3,
        guidance_scale=4.0,
        image_guidance_scale=1.5,
    ).images
    found = edited(pipeline, ["make it blue", "turn it round"])
    np.testing.assert_array_equal(found, np.stack([np.asarray(picture) for picture in expected]))


def test_what_another_is_told_changes_nothing(pipeline):
    one, other = (edited(pipeline, ["make it blue", told])[0] for told in ("turn it round", "a red wall"))
    np.testing.assert_array_equal(one, other)


def test_an_instruction_decides_what_is_made(pipeline):
    one, other = (edited(pipeline, [told, ""])[0] for told in ("make it blue", "a striped wall"))
    assert (one != other).any()


def test_a_folder_without_its_parts_is_refused(tmp_path):
    (tmp_path / "model_index.json").write_text("{}")
    with pytest.raises(ModelError, match="does not open as InstructPix2Pix"):
        open_instruct_pix2pix(tmp_path)
