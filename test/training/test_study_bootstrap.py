import numpy as np
import pytest

from training.study.answers import verdict
from training.study.bootstrap import (
    combined,
    detectable,
    draws_of,
    edit_draws,
    interval_of,
    matched,
    matched_success,
    means,
    seed_draws,
)
from training.study.outcome import Outcome
from training.study.shuffled import swapped

SSIM = np.array([80.0, 76.0, 70.0])


def made(success, seeds=6, edits=300, seed=0):
    """An arm whose edits succeed with these chances at three strengths, seeds differing by a little."""
    draw = np.random.default_rng(seed)
    chance_S1E = np.clip(draw.normal(0, 0.02, (seeds, 1, 1)) + np.zeros((seeds, 1, edits)), -0.1, 0.1)
    success_SLE = draw.random((seeds, 3, edits)) < np.array(success)[None, :, None] + chance_S1E
    ssim_SLE = np.broadcast_to(SSIM[None, :, None], success_SLE.shape) + draw.normal(0, 3, (1, 1, edits))
    return Outcome(tuple(range(seeds)), {"success": success_SLE.astype(float), "ssim": ssim_SLE})


def difference(one, other, none):
    edits_RE = edit_draws(one.values["success"].shape[2])
    return matched_success(one, none, 1, edits_RE) - matched_success(other, none, 1, edits_RE)


def test_an_arm_matched_with_itself_has_its_own_success_at_that_strength():
    none = made([0.5, 0.7, 0.9], seeds=1)
    found_R = matched_success(none, none, 1, edit_draws(300))
    assert found_R[0] == pytest.approx(100 * none.values["success"][0, 1].mean())


def test_success_is_interpolated_between_the_strengths_around_the_wanted_ssim():
    assert matched(np.array([[0.4, 0.8]]), np.array([[80.0, 70.0]]), np.array([75.0]))[0] == pytest.approx(0.6)


def test_a_curve_that_does_not_reach_the_wanted_ssim_has_no_figure():
    assert np.isnan(matched(np.array([[0.4, 0.8]]), np.array([[80.0, 70.0]]), np.array([69.0]))[0])


def test_a_strength_that_some_seeds_lack_does_not_count():
    success_RL, ssim_RL = np.array([[np.nan, 0.4, 0.8]]), np.array([[np.nan, 80.0, 70.0]])
    assert matched(success_RL, ssim_RL, np.array([75.0]))[0] == pytest.approx(0.6)


def test_a_mean_leaves_out_what_is_unknown():
    values_SLE = np.array([[[1.0, np.nan, 3.0]]])
    assert means(values_SLE, edit_draws(3), seed_draws(1))[0, 0] == 2


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    held = 0
    for trial in range(60):
        interval = interval_of(
            difference(
                made([0.5, 0.7, 0.9], seed=2 * trial),
                made([0.5, 0.6, 0.9], seed=2 * trial + 1),
                made([0.4, 0.6, 0.8], seeds=1),
            )
        )
        held += interval.low <= 10 <= interval.high
    assert held >= 51  # 57 of 60 are expected; six seeds are few for a bootstrap


def test_seeds_that_differ_widen_the_interval():
    same = np.ones((4, 3, 200)) * 0.5
    apart = same + np.array([-0.2, -0.1, 0.1, 0.2])[:, None, None]
    widths = []
    for values in (same, apart):
        drawn_RL = means(values, edit_draws(200), seed_draws(4))
        interval = interval_of(drawn_RL[:, 0])
        widths.append(interval.high - interval.low)
    assert widths[0] == pytest.approx(0) and widths[1] > 0.1


def test_the_same_edits_are_drawn_for_every_arm():
    one = made([0.5, 0.7, 0.9])
    assert interval_of(difference(one, one, made([0.4, 0.6, 0.8], seeds=1))).high == 0


def test_draws_begin_with_the_figure_itself():
    assert (draws_of(5, 0)[0] == 1).all() and (draws_of(5, 0).sum(1) == 5).all()


def test_a_real_difference_is_found():
    found_R = difference(made([0.6, 0.8, 0.95]), made([0.5, 0.7, 0.9], seed=1), made([0.4, 0.6, 0.8], seeds=1))
    assert verdict(interval_of(found_R)) == "yes"


def test_shuffled_labels_have_no_winner():
    none = made([0.4, 0.6, 0.8], seeds=1)
    pair = swapped(made([0.6, 0.8, 0.95]), made([0.5, 0.7, 0.9], seed=1), np.random.default_rng(0))
    found = interval_of(difference(*pair, none))
    assert verdict(found) not in ("yes", "no") and found.low < 0 < found.high


def test_the_detectable_difference_is_that_of_80_per_cent_power():
    assert detectable(np.concatenate([[0], np.random.default_rng(0).normal(0, 1, 4000)])) == pytest.approx(
        2.8, rel=0.05
    )


def test_a_sum_of_arms_weighs_each():
    assert combined([0.5, -1], [np.array([4.0]), np.array([1.0])]) == [1.0]
