"""The bench does equal work on both sides, and turns ratios the right way."""

import functools
import os

import pytest
import torch
from made import SIDE, load, trainer_shards
from tiny_ldm import tiny_unet, write_tiny_ldm

from training.bench import gpu
from training.bench.feeding import are_same, from_datasets, rows_of
from training.bench.steps import differences, open_sides
from training.bench.turns import elsewhere, rates, ratio
from training.shards import open_shards
from training.train_settings import Settings


@pytest.fixture(scope="module")
def laion():
    return trainer_shards() / "laion"


def test_the_trainer_s_gradient_is_that_of_the_straightforward_loop(laion, tmp_path):
    model = write_tiny_ldm(tmp_path / "ldm")
    given = {"side": SIDE, "accumulate": 1, "text_dropout": 0.0, "calibration": 64, "cache": tmp_path / "cache"}
    found = differences(open_sides(Settings(str(laion), model, tmp_path / "run", **given)))
    assert found["train"] < 1e-5
    # What is stored keeps eleven bits; without masks, for a pixel of a tiny one that turns over is a tenth of a gradient.
    plain = differences(
        open_sides(Settings(str(laion), model, tmp_path / "plain", lambda_dis=0.0, lambda_pres=0.0, **given))
    )
    assert plain["train-cached"] < 2e-3


def test_an_epoch_of_datasets_brings_the_rows_of_ours(laion):
    paths = [path for _, path in open_shards([str(laion)]).files]
    ours = rows_of(load(laion))
    assert ours.counts.total() > 250
    assert are_same(rows_of(from_datasets(paths, 16, SIDE)), ours)


def test_a_row_with_another_picture_or_text_or_none_is_not_the_same():
    def rows(caption="a red car", light=0.0, count=1):
        batch = {"pixel_values_B3HW": torch.full((1, 3, 16, 16), light), "caption": [caption], "prompts": [["a car"]]}
        return rows_of([{**batch, "key": ["a"]}] * count)

    assert are_same(rows(), rows(light=0.005))
    for other in (rows("a blue car"), rows(light=0.1), rows(count=2), rows(count=0)):
        assert not are_same(rows(), other)


@pytest.mark.parametrize("trainable", ["full", "lora"])
def test_the_gpu_s_step_runs_on_a_processor_and_counts_the_operations_of_every_image(trainable):
    def operations(images):
        return gpu.measure(gpu.Case(64, trainable, False), images, torch.device("cpu"), tiny_unet().config).operations

    assert operations(2) == pytest.approx(2 * operations(1), rel=0.05)


def test_sides_take_turns_in_going_first_and_the_first_turn_does_not_count():
    order = []

    def side(name):
        return lambda: order.append(name) or (1, 1.0)

    found = rates({"ours": side("ours"), "peer": side("peer")}, 3)
    assert "".join(name[0] for name in order) in ("poop" * 2, "oppo" * 2)
    assert [len(of_side) for of_side in found.values()] == [3, 3]


def test_a_side_elsewhere_takes_all_its_turns_in_one_other_process():
    with elsewhere("wall", functools.partial, os.getpid) as turn:
        (first, spent_s), (second, _) = turn(), turn()
    assert os.getpid() != first == second
    assert spent_s >= 0


def test_a_ratio_is_the_median_over_turns_of_ours_against_the_peer():
    assert ratio({"ours": [2.0, 30.0, 4.0], "peer": [1.0, 10.0, 1.0]}, "ours", "peer") == 3
