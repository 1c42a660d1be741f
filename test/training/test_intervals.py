"""Bootstrap intervals: they hold the truth as often as they say, and say when there is nothing to say."""

import numpy as np
import pytest

from training.intervals import interval


def test_nine_to_ten_of_ten_intervals_hold_the_truth():
    draw = np.random.default_rng(0)
    found = [interval(draw.normal(3, 2, 80)) for _ in range(200)]
    assert 0.90 <= np.mean([one.low <= 3 <= one.high for one in found]) <= 0.99


def test_the_interval_is_as_wide_as_that_of_the_normal_distribution():
    values_N = np.random.default_rng(1).normal(0, 1, 400)
    found = interval(values_N)
    assert found.high - found.low == pytest.approx(2 * 1.96 * values_N.std() / 20, rel=0.1)


def test_the_same_values_give_the_same_interval():
    values_N = np.random.default_rng(2).random(50)
    assert interval(values_N) == interval(values_N)


def test_what_is_not_known_does_not_count():
    assert interval(np.array([1.0, np.nan, 0.0, 1.0])) == interval(np.array([1.0, 0.0, 1.0]))


def test_of_nothing_nothing_is_known():
    assert np.isnan(interval(np.array([np.nan])).mean)


def test_a_mean_that_is_infinite_has_no_bounds():
    found = interval(np.array([np.inf, 3.0]))
    assert (found.mean, np.isnan(found.low)) == (np.inf, True)
