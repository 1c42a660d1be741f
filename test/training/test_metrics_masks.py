"""Masks beside the true one, and how far pictures change inside: identities, bounds, and what others compute."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import spearmanr

from training.metrics import auc, change_within, distance_response, iou

TRUE = np.zeros((6, 6), bool)
TRUE[1:4, 2:5] = True


def test_the_true_mask_overlaps_itself_and_not_its_inverse():
    assert iou(TRUE, TRUE) == 1
    assert iou(TRUE, ~TRUE) == 0
    assert iou(TRUE, np.ones_like(TRUE)) == pytest.approx(9 / 36)


def test_two_empty_masks_have_no_overlap():
    assert math.isnan(iou(~TRUE & TRUE, ~TRUE & TRUE))


def test_the_area_is_the_share_of_pairs_that_are_ranked_right():
    Delta = np.random.default_rng(0).integers(0, 9, (6, 6)) + 2 * TRUE
    pairs = [(a > b) + (a == b) / 2 for a in Delta[TRUE] for b in Delta[~TRUE]]
    assert auc(Delta, TRUE) == pytest.approx(np.mean(pairs))


def test_a_map_that_knows_nothing_ranks_half_of_the_pairs_right():
    assert auc(np.ones((6, 6)), TRUE) == 0.5


def test_a_mask_of_all_or_nothing_ranks_no_pairs():
    assert math.isnan(auc(np.ones((6, 6)), np.ones_like(TRUE)))


def picture(level):
    return np.full((6, 6, 3), level, np.uint8)


def test_a_picture_has_not_changed_from_itself_and_black_to_white_is_a_hundred():
    assert change_within(picture(9), picture(9), TRUE) == 0
    assert change_within(picture(0), picture(255), TRUE) == pytest.approx(100, abs=1e-3)


def test_a_greater_change_is_greater():
    found = [change_within(picture(level), picture(100), TRUE) for level in (100, 110, 130, 180, 250)]
    assert all(less < more for less, more in pairwise(found))


def test_the_difference_of_colours_is_that_of_ciede2000():
    # The sRGB red and green, by the reference formula of Sharma, Wu and Dalal 2005.
    red, green = (np.broadcast_to(np.array(colour, np.uint8), (6, 6, 3)) for colour in [(255, 0, 0), (0, 255, 0)])
    assert change_within(red, green, TRUE) == pytest.approx(86.61, abs=0.01)


def test_what_changes_outside_the_mask_does_not_count():
    changed = picture(100)
    changed[~TRUE] = 0
    assert change_within(changed, picture(100), TRUE) == 0


def test_a_change_that_grows_with_the_distance_responds_fully():
    distance = np.array([0.1, 0.4, 0.2, 0.9])
    assert distance_response(distance, np.exp(distance)) == pytest.approx(1)
    assert distance_response(distance, -distance) == pytest.approx(-1)


def test_the_response_is_spearmans_correlation_of_each_draw():
    draw = np.random.default_rng(0)
    distance, change = draw.integers(0, 5, (3, 40)), draw.integers(0, 9, (3, 40))
    expected = [spearmanr(*one).statistic for one in zip(distance, change, strict=True)]
    np.testing.assert_allclose(distance_response(distance, change), expected)


def test_edits_that_all_change_alike_have_no_response():
    assert math.isnan(distance_response(np.arange(4), np.ones(4)))


def test_the_response_of_several_kinds_is_the_mean_of_theirs():
    draw = np.random.default_rng(0)
    distance, change = draw.random((5, 40)), draw.random((5, 40))
    kind = draw.choice(["colour", "object", "place"], (5, 40))
    distance[kind == "place"] = 0.5  # which nothing responds to
    expected = [
        np.mean([spearmanr(d[k == one], c[k == one]).statistic for one in ("colour", "object")])
        for d, c, k in zip(distance, change, kind, strict=True)
    ]
    np.testing.assert_allclose(distance_response(distance, change, kind), expected)
