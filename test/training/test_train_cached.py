"""Training from a cache is the same training."""

import json

import pytest
from made import SIDE, trainer_shards
from tiny_ldm import write_tiny_ldm

from training.train import train
from training.train_settings import Settings


@pytest.fixture(scope="module")
def losses(tmp_path_factory):
    """L_LDM, L_dis and L_pres of every step, of a run of these settings."""
    model = write_tiny_ldm(tmp_path_factory.mktemp("model"))

    def run(**given):
        out = tmp_path_factory.mktemp("run")
        options = {
            "steps": 3,
            "batch_size": 4,
            "accumulate": 1,
            "side": SIDE,
            "flip": True,
            "rate": 1e-3,
            "calibration": 64,
        }
        train(Settings(f"{trainer_shards()}/laion", model, out, **options, **given))
        lines = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
        return [[line[name] for name in ("ldm", "dis", "pres")] for line in lines]

    return run


def test_losses_of_a_cached_run_are_those_of_the_same_run_without(losses, tmp_path):
    plain, cached = losses(), losses(cached=True, cache=tmp_path)
    assert len(cached) == 3
    # What is stored keeps eleven bits, and a pixel of a mask may turn over.
    for seen, wanted in zip(cached, plain, strict=True):
        assert seen == pytest.approx(wanted, rel=5e-3)
    assert list(tmp_path.rglob("*.rows.parquet"))


def test_a_second_cached_run_makes_nothing_and_is_the_same_to_the_last_bit(losses, tmp_path, capsys):
    first = losses(cached=True, cache=tmp_path)
    assert "caching latents" in capsys.readouterr().out
    assert losses(cached=True, cache=tmp_path) == first
    assert "caching latents" not in capsys.readouterr().out
