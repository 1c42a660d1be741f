"""Captions of the world with one word replaced."""

import numpy as np

from training.world import edits

CHOICES = {
    "object": {"car": ["bus"], "bus": ["car"]},
    "colour": {"red": ["orange"], "orange": ["red"]},
    "pattern": {"plain": ["striped"], "striped": ["plain"]},
    "place": {"road": ["rug"], "rug": ["road"]},
}


def test_an_article_goes_by_the_letter_behind_it():
    assert edits.replaced("there is a red car on a road", "red", "orange") == "there is an orange car on a road"
    assert edits.replaced("an orange car on the road", "orange", "red") == "a red car on the road"


def test_only_whole_words_are_replaced():
    assert edits.replaced("a red car on a carpet", "car", "bus") == "a red bus on a carpet"


def test_a_place_is_replaced_by_places_of_its_preposition():
    on, within = {"preposition": "on"}, {"preposition": "in"}
    assert edits.fits(on, on)
    assert not edits.fits(on, within)


def test_a_pattern_that_is_not_said_is_never_edited():
    words = {"object": "car", "colour": "red", "pattern": "plain", "place": "road"}
    draw = np.random.default_rng(0)
    kinds = {edits.drawn("a red car on a road", words, CHOICES, draw)[1] for _ in range(50)}
    assert kinds == {"object", "colour", "place"}
