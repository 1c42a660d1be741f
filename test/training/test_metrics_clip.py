"""CLIPScore and R-precision, by clip-mini on the world's own edits: what is right beats what is not."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import CLIPModel

from training.metrics import clip_score, embed_images, embed_texts, open_clip, r_precision
from training.model_folder import ModelError
from training.world import exact_edits

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "data/models/clip-mini"


@pytest.fixture(scope="module")
def clip():
    return open_clip(CLIP)


@pytest.fixture(scope="module")
def edits(tmp_path_factory):
    return exact_edits.draw(tmp_path_factory.mktemp("edits"), seed=5, count=40, side=64)


def test_the_exact_result_fits_the_prompt_better_than_the_source_does(clip, edits):
    # Without the prefix, which clip-mini never read.
    prompts_ND = embed_texts(clip, [edit.prompt for edit in edits], prefix="")
    exact, source = (
        clip_score(embed_images(clip, np.stack([getattr(edit, name) for edit in edits])), prompts_ND)
        for name in ("exact_HW3", "source_HW3")
    )
    assert (exact > source).mean() >= 0.95


def test_embeddings_are_those_of_transformers(clip, edits):
    model = CLIPModel.from_pretrained(CLIP, dtype=torch.float32).eval()
    pictures = [Image.fromarray(edit.source_HW3) for edit in edits[:3]]
    given = clip.processor(pictures, return_tensors="pt")
    texts = clip.tokenizer([f"A photo depicts {edit.caption}" for edit in edits[:3]], padding=True, return_tensors="pt")
    with torch.no_grad():
        out = model(**given, **texts)
    np.testing.assert_allclose(
        embed_images(clip, np.stack([edit.source_HW3 for edit in edits[:3]])), out.image_embeds, atol=1e-5
    )
    np.testing.assert_allclose(embed_texts(clip, [edit.caption for edit in edits[:3]]), out.text_embeds, atol=1e-5)


def test_the_published_scale():
    # The paper's 78.19 is a mean cosine of .3128.
    image, text = np.array([[1.0, 0.0]]), np.array([[0.3128, np.sqrt(1 - 0.3128**2)]])
    assert clip_score(image, text)[0] == pytest.approx(78.2)
    assert clip_score(image, -text)[0] == 0


def test_a_text_longer_than_the_tower_is_cut(clip):
    long = "a red car " * 40
    np.testing.assert_allclose(embed_texts(clip, [long]), embed_texts(clip, [f"{long} and a dog"]), atol=1e-6)


def unit(angles):
    return np.stack([np.cos(angles), np.sin(angles)], 1)


def test_a_prompt_nearer_than_all_others_is_always_found_and_a_farther_one_never():
    text = unit(np.linspace(0, 3, 100))
    prompts = [f"text {n}" for n in range(100)]
    assert r_precision(text, text, prompts).tolist() == [1.0] * 100
    assert r_precision(-text, text, prompts).max() == 0


def test_of_more_prompts_than_distractors_it_is_the_mean_over_all_draws():
    draw = np.random.default_rng(0)
    image, text = unit(draw.uniform(0, 1, 12)), unit(draw.uniform(0, 1, 12))
    found = r_precision(image, text, [f"text {n}" for n in range(12)], distractors=3)
    hits = []
    for _ in range(4000):
        others = np.array([draw.choice(np.delete(np.arange(12), n), 3, replace=False) for n in range(12)])
        cosine = image @ text.T
        hits.append(cosine[np.arange(12), np.arange(12)] > np.take_along_axis(cosine, others, 1).max(1))
    # Four standard errors of 4,000 draws.
    np.testing.assert_allclose(found, np.mean(hits, 0), atol=4 * 0.5 / np.sqrt(4000))


def test_a_prompt_that_comes_twice_is_no_distractor_of_itself():
    text = unit(np.array([0.0, 1.0, 0.0]))
    assert r_precision(text, text, ["a", "b", "a"], distractors=1).tolist() == [1.0] * 3


def test_too_few_prompts_have_no_precision():
    text = unit(np.linspace(0, 3, 99))
    assert r_precision(text, text, [f"text {n}" for n in range(99)]) is None


def test_a_folder_that_is_no_clip_is_refused(tmp_path):
    with pytest.raises(ModelError, match="does not open as a CLIP"):
        open_clip(tmp_path)
