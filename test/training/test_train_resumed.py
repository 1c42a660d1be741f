"""A training is the same training, wherever it was cut."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from made import root, trainer_shards
from tiny_ldm import write_tiny_ldm
from trained import alike, losses, settings, trained, unet_weights

from training import checkpoint
from training import train as training_loop
from training.run_checkpoint import flat, nested
from training.settings import plain
from training.train_settings import SettingsError, check_resumed

pytestmark = pytest.mark.usefixtures("fresh_accelerator")

# Soft weights, an average, a mask of its own network: all that a checkpoint has to carry.
EVERYTHING = {
    "steps": 8,
    "save_every": 3,
    "ema": 0.9,
    "mask_from": "ema",
    "pairs": "one",
    "text_dropout": 0.3,
    "flip": True,
}


class Cut(Exception):
    pass


def cut(out, monkeypatch, batch, **changed):
    """A run that ends before its batch of this number."""
    whole_loss = training_loop.batch_loss

    def loss_until(run, given, number):
        if number == batch:
            raise Cut
        return whole_loss(run, given, number)

    with monkeypatch.context() as patched, pytest.raises(Cut):
        patched.setattr(training_loop, "batch_loss", loss_until)
        trained(out, **changed)


def killed(out, lines, **changed):
    """A run of its own process, killed (9) when its log has this many lines."""
    given = [f"{name}={spelled(value)}" for name, value in plain(settings(out, **changed)).items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "training.train", *given], cwd=root, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    log = out / "log.jsonl"
    while process.poll() is None and (not log.exists() or log.read_text().count("\n") < lines):
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def spelled(value):
    """A setting as the command line takes it."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return ",".join(map(str, value)) if isinstance(value, list) else value


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("whole"), **EVERYTHING)


# Batches of two make a step, three steps a checkpoint: in the first step, between steps, within an accumulation.
@pytest.mark.parametrize("batch", [1, 6, 9, 14])
def test_a_cut_run_goes_on_to_the_same_bits(tmp_path, monkeypatch, whole, batch):
    cut(tmp_path, monkeypatch, batch, **EVERYTHING)
    trained(tmp_path, **EVERYTHING)
    assert losses(tmp_path) == losses(whole)
    assert alike(unet_weights(tmp_path / "model"), unet_weights(whole / "model"))


def test_a_killed_run_goes_on_to_the_same_bits(tmp_path, whole):
    killed(tmp_path, lines=5, **EVERYTHING)
    trained(tmp_path, **EVERYTHING)
    assert losses(tmp_path) == losses(whole)
    assert alike(unet_weights(tmp_path / "model"), unet_weights(whole / "model"))


def test_a_resumed_run_takes_only_the_steps_that_are_left(tmp_path, monkeypatch):
    cut(tmp_path, monkeypatch, 10, steps=8, save_every=3)
    cut(tmp_path, monkeypatch, 6, steps=8, save_every=3)
    assert checkpoint.newest(tmp_path).name == "00000003"


def test_a_checkpoint_that_was_not_finished_is_removed_and_not_read(tmp_path, monkeypatch):
    cut(tmp_path, monkeypatch, 10, steps=6, save_every=3)
    unfinished = tmp_path / "checkpoints/00000006.tmp"
    unfinished.mkdir()
    (unfinished / "weights.safetensors").write_bytes(b"half")
    trained(tmp_path, steps=6, save_every=3)
    assert [folder.name for folder in sorted((tmp_path / "checkpoints").iterdir())] == ["00000003", "00000006"]


def test_states_of_an_optimiser_that_stand_deeper_and_share_a_table_come_back(tmp_path):
    table = torch.arange(4)
    states = {
        name: {"step": 3, "8-bit": {"values": torch.ones(2), "table": table}} for name in ("a.weight", "b.weight")
    }
    tensors, numbers = flat(states)
    checkpoint.save(tmp_path, 1, {"optimiser": tensors}, {"optimiser": numbers}, keep=1)
    groups, state = checkpoint.load(checkpoint.newest(tmp_path))
    found = nested({**groups["optimiser"], **state["optimiser"]})
    assert flat(found)[1] == {"a.weight/step": 3, "b.weight/step": 3}
    assert alike(flat(found)[0], tensors)
    assert found.keys() == states.keys()


def test_the_last_checkpoints_are_kept(tmp_path):
    trained(tmp_path, steps=7, save_every=2, keep=3)
    assert [folder.name for folder in checkpoint.folders(tmp_path)] == ["00000004", "00000006", "00000007"]


def test_a_line_that_a_kill_has_cut_is_written_anew(tmp_path, monkeypatch):
    cut(tmp_path, monkeypatch, 10, steps=6, save_every=3)
    with open(tmp_path / "log.jsonl", "a") as file:
        file.write('{"step": 6, "ld')
    trained(tmp_path, steps=6, save_every=3)
    assert [json.loads(line)["step"] for line in (tmp_path / "log.jsonl").read_text().splitlines()] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def test_more_steps_go_on_as_one_run_of_them(tmp_path):
    longer = trained(tmp_path / "a", steps=4)
    trained(tmp_path / "b", steps=2)
    assert losses(trained(tmp_path / "b", steps=4)) == losses(longer)


def test_a_run_that_is_done_trains_no_further_and_exports_again(tmp_path):
    out = trained(tmp_path)
    before = losses(out)
    (out / "model/model_index.json").unlink()
    trained(out)
    assert losses(out) == before
    assert (out / "model/model_index.json").exists()


def test_a_checkpoint_of_other_settings_is_refused(tmp_path):
    trained(tmp_path, steps=1)
    with pytest.raises(SettingsError, match="was made with rate=0.001, and now rate=0.5: name another out=, or go on"):
        trained(tmp_path, steps=2, rate=0.5)


@pytest.mark.parametrize("changed", [{"seed": 1}, {"form": "hinge"}, {"side": 64}, {"batch_size": 8}])
def test_any_setting_that_leads_elsewhere_is_compared(tmp_path, changed):
    (name,) = changed
    with pytest.raises(SettingsError, match=f"was made with {name}="):
        check_resumed(settings(tmp_path, **changed), plain(settings(tmp_path)), tmp_path)


def test_a_checkpoint_of_other_data_is_refused(tmp_path):
    trained(tmp_path, steps=1)
    one_shard = min((trainer_shards() / "laion/data").glob("*.parquet"))
    with pytest.raises(SettingsError, match="was made on other data"):
        trained(tmp_path, steps=2, data=str(one_shard))


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    trained(tmp_path / "run", steps=1)
    with pytest.raises(SettingsError, match="was made on another model"):
        trained(tmp_path / "run", steps=2, model=write_tiny_ldm(tmp_path / "other", seed=1))


@pytest.mark.parametrize("changed", [{"trainable": "lora"}, {"window": (200, 300)}, {"ema": 0.9}, {"lambda_dis": 0.1}])
def test_what_shapes_a_checkpoint_does_not_change(tmp_path, changed):
    (name,) = changed
    saved = plain(settings(tmp_path, lambda_dis=0.0))
    now = settings(tmp_path, **{"lambda_dis": 0.0, "change": True, **changed})
    with pytest.raises(SettingsError, match=f"was made with {name}=.*: name another out=.$"):
        check_resumed(now, saved, tmp_path)


def test_change_goes_on_from_other_settings(tmp_path):
    trained(tmp_path, steps=1)
    trained(tmp_path, steps=2, rate=5e-4, change=True)
    assert [line["step"] for line in losses(tmp_path)] == [1, 2]


def test_batch_size_may_change_where_the_images_of_a_step_stay(tmp_path):
    trained(tmp_path, steps=1, batch_size=4, accumulate=2)
    trained(tmp_path, steps=2, batch_size=2, accumulate=4)
    assert [line["step"] for line in losses(tmp_path)] == [1, 2]


def test_two_processes_do_not_train_in_one_folder(tmp_path):
    refused = pytest.raises(checkpoint.Claimed, match="Another process trains")
    with checkpoint.claimed(tmp_path), refused, checkpoint.claimed(tmp_path):
        pass
    with checkpoint.claimed(tmp_path):
        pass
