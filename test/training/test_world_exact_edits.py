"""Edits whose outcome is known: what the world draws of them, and which are asked."""

from collections import Counter

import numpy as np
import pytest

from training.world import exact_edits
from training.world.shards import lexicon


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("edits")


@pytest.fixture(scope="module")
def edits(folder):
    return exact_edits.draw(folder, seed=5, count=32, side=64)


def test_each_edit_is_of_another_scene_and_each_kind_comes_as_often(edits):
    assert len({edit.key for edit in edits}) == 32
    assert Counter(edit.kind for edit in edits) == {"object": 8, "colour": 8, "pattern": 8, "place": 8}


def test_no_target_looks_like_the_word_that_it_replaces(edits, folder):
    [written] = folder.iterdir()
    looks = lexicon(written).looks
    assert [edit for edit in edits if looks[edit.kind][edit.word] == looks[edit.kind][edit.target]] == []


def test_a_prompt_is_the_caption_with_one_word_replaced(edits):
    for edit in edits:
        before, after = edit.caption.split(), edit.prompt.split()
        gone, come = (
            [word for word in some if word not in other] for some, other in [(before, after), (after, before)]
        )
        # The word before it may change with it: an article, or what comes before a place.
        assert (gone[-1], come[-1]) == (edit.word, edit.target)
        assert len(gone) <= 2 and len(come) <= 2
        assert edit.shown[edit.kind] == edit.target


def test_the_exact_result_differs_from_the_source_inside_the_mask_and_nowhere_else(edits):
    for edit in edits:
        change_HW = np.abs(edit.exact_HW3.astype(int) - edit.source_HW3).max(2)
        # Where a coverage rounds to nothing, a pixel outside may differ by 1.
        assert change_HW[~edit.M_HW].max(initial=0) <= 1
        assert change_HW[edit.M_HW].max() > 20
