"""What a caption of the world says, and how often captions are right."""

import numpy as np

from training.world.captioning import parse, scores
from training.world.shards import Lexicon, Scenes

LEXICON = Lexicon(
    looks={
        "object": {"car": "car", "taxi": "car", "bus": "bus"},
        "colour": {"red": "red", "crimson": "red", "blue": "blue"},
        "pattern": {"plain": "plain", "striped": "stripes"},
        "place": {"road": "road", "rug": "rug"},
    },
    distances={},
)
SCENES = Scenes(
    pixels_NHWC=np.zeros((2, 1, 1, 3), np.uint8),
    captions=["a red car on a road", "a striped blue bus on a rug"],
    words={
        "object": ["car", "bus"],
        "colour": ["red", "blue"],
        "pattern": ["plain", "striped"],
        "place": ["road", "rug"],
    },
)


def test_silence_about_the_pattern_is_plain():
    assert parse("a red car on a road", LEXICON) == {
        "object": "car",
        "colour": "red",
        "pattern": "plain",
        "place": "road",
    }


def test_a_caption_that_says_two_colours_says_nothing():
    assert parse("a red blue car on a road", LEXICON) is None


def test_a_caption_without_a_place_says_nothing():
    assert parse("a red car", LEXICON) is None


def test_the_worlds_own_captions_are_all_right():
    assert set(scores(SCENES.captions, SCENES, LEXICON, []).values()) == {1.0}


def test_a_near_synonym_is_right_only_where_looks_count():
    said = ["a crimson car on a road", SCENES.captions[1]]
    assert scores(said, SCENES, LEXICON, [])["colour"] == 0.5
    assert scores(said, SCENES, LEXICON, ["colour"])["colour"] == 1.0


def test_all_is_the_share_of_captions_without_any_fault():
    said = ["a blue car on a road", "a striped blue bus on a road"]
    assert scores(said, SCENES, LEXICON, [])["all"] == 0.0
