"""Training that has gone wrong stops, says what to change, and leaves the checkpoint from before."""

import math
import sys

import pytest
import torch
from trained import settings

from training import checkpoint
from training.guard import EARLY, PATIENCE, Stopped, Watch, observe, out_of_memory
from training.train import main, train

GOOD = {"ldm": 0.2, "area": 0.3, "usable": 1.0, "gradient": 1.0}


def watched(numbers, tmp_path, **changed):
    """The watch after these steps."""
    watch = Watch()
    for line in numbers:
        watch = observe(watch, {**GOOD, **line}, settings(tmp_path, **changed))
    return watch


@pytest.mark.parametrize("name", ["ldm", "gradient"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_none_stops(tmp_path, name, value):
    with pytest.raises(Stopped, match=f"Saw {name} = {value} at this step: lower the rate"):
        watched([{}, {name: value}], tmp_path)


def test_an_infinite_gradient_of_fp16_does_not_stop_because_its_step_is_skipped(tmp_path):
    watched([{"gradient": math.inf}], tmp_path, precision="fp16")


def test_a_tripled_ldm_stops(tmp_path):
    with pytest.raises(Stopped, match="more than 3 times its mean of the first 50 steps .* lower lambda_dis"):
        watched([{}] * EARLY + [{"ldm": 0.7}] * 100, tmp_path)


def test_an_ldm_that_has_not_tripled_goes_on(tmp_path):
    watched([{}] * EARLY + [{"ldm": 0.59}] * 200, tmp_path)


def test_one_bad_batch_does_not_stop(tmp_path):
    watched([{}] * EARLY + [{"ldm": 5.0}, {}] + [{}] * 50, tmp_path)


@pytest.mark.parametrize("area,remedy", [(0.001, "lower tau"), (0.99, "raise tau .* mask_from=frozen")])
def test_masks_that_are_no_use_for_long_stop(tmp_path, area, remedy):
    with pytest.raises(Stopped, match=f"Saw no usable mask in {PATIENCE} steps.*{remedy}"):
        watched([{"usable": 0.0, "area": area}] * PATIENCE, tmp_path)


def test_a_usable_mask_now_and_then_goes_on(tmp_path):
    watched(([{"usable": 0.0, "area": 0.0}] * (PATIENCE - 1) + [{}]) * 3, tmp_path)


def test_a_run_that_bursts_keeps_the_checkpoint_from_before(tmp_path, fresh_accelerator):
    with pytest.raises(Stopped, match="lower the rate"):
        train(settings(tmp_path, rate=1e6, warm_up=0, clip=1e9, steps=200, save_every=1, lambda_dis=0.0))
    groups, state = checkpoint.load(checkpoint.newest(tmp_path))
    assert state["step"] >= 1
    assert all(tensor.isfinite().all() for tensor in groups["weights"].values())


def test_torch_s_own_word_for_no_memory_is_heard(tmp_path):
    with pytest.raises(RuntimeError) as said:
        torch.empty(2**50)
    stopped = out_of_memory(said.value, settings(tmp_path))
    assert "gradient_checkpointing=yes, or pairs=one, or trainable=lora" in str(stopped)
    assert out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"), settings(tmp_path)) is None


def test_a_run_that_no_memory_holds_ends_in_a_sentence(tmp_path, fresh_accelerator, monkeypatch, capfd):
    given = settings(tmp_path)
    arguments = [f"data={given.data}", f"model={given.model}", f"out={given.out}", "side=65536", "workers=0"]
    monkeypatch.setattr(sys, "argv", ["train", *arguments])
    assert main() == 1
    assert "Ran out of memory: halve batch_size (4) and double accumulate" in capfd.readouterr().err
