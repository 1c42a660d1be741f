"""The judge says what it sees; near-synonyms count as one."""

import numpy as np
import pytest
import torch

from training.world import eye, verdict

WORDS = {
    "object": {"car": "car", "taxi": "car", "bus": "bus"},
    "colour": {"red": "red", "crimson": "red", "blue": "blue"},
    "pattern": {"plain": "plain", "wooden": "wooden"},
    "place": {"road": "road", "street": "road", "beach": "beach"},
}


@pytest.fixture
def judge() -> eye.Judge:
    torch.manual_seed(0)
    return eye.Judge(WORDS, 8).eval()


def test_chances_of_near_synonyms_are_added(judge):
    chances_BL = judge.chances_of_looks("colour", torch.tensor([[0.3, 0.3, 0.4]]).log())
    assert torch.allclose(chances_BL, torch.tensor([[0.6, 0.4]]))


def test_a_look_wins_that_is_likelier_than_the_likeliest_word(judge):
    for kind, head in judge.heads.items():
        torch.nn.init.zeros_(head.weight)
        head.bias.data = torch.tensor([0.3, 0.3, 0.4][: len(WORDS[kind])]).log()
    seen = verdict.look_at(judge, np.zeros((1, 64, 64, 3), np.uint8))
    assert (seen.words["colour"], seen.looks["colour"]) == (["blue"], ["red"])


def test_a_scene_is_right_only_with_all_four(judge):
    pixels_NHWC = np.random.default_rng(0).integers(0, 256, (6, 64, 64, 3), np.uint8)
    meant = verdict.look_at(judge, pixels_NHWC).looks
    assert verdict.score(judge, pixels_NHWC, meant)["all"] == 1
    other = {"red": "blue", "crimson": "blue", "blue": "red"}
    wrong = {**meant, "colour": [other[word] for word in meant["colour"]]}
    shares = verdict.score(judge, pixels_NHWC, wrong)
    assert (shares["colour"], shares["object"], shares["all"]) == (0, 1, 0)
