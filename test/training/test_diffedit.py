"""DiffEdit, with diffusers as referee of the mask, and the autoencoder as that of what a mask keeps."""

import numpy as np
import pytest
import torch
from diffusers import DDIMInverseScheduler, StableDiffusionDiffEditPipeline
from PIL import Image
from tiny_ldm import write_tiny_ldm

from training.diffedit import (
    MAPS,
    denoise,
    diffedit,
    difference_mask,
    estimate,
    invert,
    timesteps,
)
from training.model_folder import encode_images, encode_texts, open_model
from training.sdedit import floats, generator_of, sampler

# A second thread waits for the first on a machine that others use.
torch.set_num_threads(1)

CAPTIONS, PROMPTS = ["a red car", "a blue ball"], ["a striped blue wall", "green grass"]


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    return open_model(write_tiny_ldm(tmp_path_factory.mktemp("tiny") / "model"))


def pictures(count=2):
    noise = np.random.default_rng(0).integers(0, 256, (count, 4, 4, 3), dtype=np.uint8)
    return np.stack([np.asarray(Image.fromarray(one).resize((32, 32))) for one in noise])


def latents(parts):
    return encode_images(parts, floats(pictures()))


def texts(parts):
    return torch.stack([encode_texts(parts, CAPTIONS), encode_texts(parts, PROMPTS)], 1)


def test_the_mask_of_an_image_is_that_of_diffusers(parts):
    pipeline = StableDiffusionDiffEditPipeline(
        vae=parts.vae,
        text_encoder=parts.text_encoder,
        tokenizer=parts.tokenizer,
        unet=parts.unet,
        scheduler=sampler(parts),
        inverse_scheduler=DDIMInverseScheduler.from_config(parts.scheduler.config),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    z0_BChw = latents(parts)[:1]
    # Weights of chance see much the same everywhere; a patch like no other gives them something to disagree about.
    z0_BChw[:, :, 2:4, 2:4] += 8
    theirs = pipeline.generate_mask(
        image=z0_BChw,
        source_prompt=CAPTIONS[0],
        target_prompt=PROMPTS[0],
        num_maps_per_mask=MAPS,
        num_inference_steps=1000,
        generator=generator_of(0, "a"),
    )
    ours = difference_mask(parts, z0_BChw, texts(parts)[:1], [generator_of(0, "a")])
    assert 0 < ours.mean() < 1
    assert np.array_equal(ours[0].numpy(), theirs)


def test_the_mask_of_an_image_does_not_depend_on_the_others(parts):
    z0_BChw, text_B2LD = latents(parts), texts(parts)
    both = difference_mask(parts, z0_BChw, text_B2LD, [generator_of(0, "a"), generator_of(0, "b")])
    second = difference_mask(parts, z0_BChw[1:], text_B2LD[1:], [generator_of(0, "b")])
    assert both.shape == (2, 1, 8, 8)
    assert torch.equal(both[1:], second)


def test_the_same_prompt_twice_has_no_mask(parts):
    text_B2LD = texts(parts)[:, :1].expand(-1, 2, -1, -1)
    generators = [generator_of(0, key) for key in "ab"]
    assert difference_mask(parts, latents(parts), text_B2LD, generators).sum() == 0


def test_what_is_inverted_and_denoised_under_one_text_comes_back(parts):
    """The more steps the nearer, as for any integration of one path there and back."""
    z0_BChw, text_B1LD = latents(parts), texts(parts)[:, :1]

    def noise_of(z_BChw, t):
        return estimate(parts, z_BChw, t, text_B1LD)[:, 0]

    errors = []
    for steps in (10, 100):
        stops = [None, *timesteps(parts, steps, 0.5)]
        path = invert(parts, z0_BChw, stops, noise_of)
        assert len(path) == len(stops)
        back = denoise(parts, path, stops, torch.ones(2, 1, 8, 8), noise_of)
        errors.append((back - z0_BChw).abs().mean().item())
    assert errors[1] < errors[0] / 2
    assert errors[1] < 0.05


def test_latents_outside_the_mask_come_back_exactly(parts):
    z0_BChw, text_BNLD = latents(parts), texts(parts)
    stops = [None, *timesteps(parts, 10, 0.5)]
    path = invert(parts, z0_BChw, stops, lambda z, t: estimate(parts, z, t, text_BNLD)[:, 0])
    M_B1hw = torch.zeros(2, 1, 8, 8)
    M_B1hw[:, :, 2:5, 3:6] = 1
    edited = denoise(parts, path, stops, M_B1hw, lambda z, t: estimate(parts, z, t, text_BNLD)[:, 1])
    outside = (1 - M_B1hw).bool().expand_as(z0_BChw)
    assert torch.equal(edited[outside], z0_BChw[outside])
    assert not torch.equal(edited[~outside], z0_BChw[~outside])


def test_an_edit_has_the_size_of_its_image_and_a_mask_of_the_latent_s(parts):
    generators = [generator_of(0, key) for key in "ab"]
    edited, M_B1hw = diffedit(parts, pictures(), CAPTIONS, PROMPTS, generators, 0.5, 4, 3.0)
    assert edited.shape == (2, 32, 32, 3) and edited.dtype == np.uint8
    assert M_B1hw.shape == (2, 1, 8, 8)
