"""A training of the world is the same training, wherever it was cut."""

from dataclasses import dataclass

import pytest
import torch

from training.world import loop


@dataclass(frozen=True)
class Settings:
    seed: int = 3
    rate: float = 1e-2


class Stopped(Exception):
    pass


def train(checkpoint, settings=Settings(), stop_at=None):
    loop.seed(settings.seed)
    model = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1))
    optimiser = torch.optim.AdamW(model.parameters())
    for step, _ in loop.steps("test", checkpoint, settings, 12, model=model, optimiser=optimiser):
        if step == stop_at:
            raise Stopped
        loss = model(torch.randn(4, 8)).square().mean()
        loop.update(model, optimiser, loss, loop.rate(step, 12, settings.rate))
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def test_a_resumed_run_ends_in_the_same_bits(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SAVE_EVERY_S", 0)
    with pytest.raises(Stopped):
        train(tmp_path / "cut.pt", stop_at=7)
    torch.rand(5)  # whatever else the process draws
    assert torch.equal(train(tmp_path / "cut.pt"), train(tmp_path / "whole.pt"))


def test_a_resumed_run_takes_only_the_steps_that_are_left(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "SAVE_EVERY_S", 0)
    with pytest.raises(Stopped):
        train(tmp_path / "cut.pt", stop_at=7)
    with pytest.raises(Stopped):
        train(tmp_path / "cut.pt", stop_at=7)
    assert torch.load(tmp_path / "cut.pt")["done"] == 7


def test_a_checkpoint_of_other_settings_is_refused(tmp_path):
    train(tmp_path / "run.pt")
    with pytest.raises(ValueError, match="remove it to begin anew"):
        train(tmp_path / "run.pt", Settings(seed=4))


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = [loop.rate(step, 1000, 2.0) for step in range(1000)]
    peak = rates.index(max(rates))
    assert rates[: peak + 1] == sorted(rates[: peak + 1])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert max(rates) == 2.0
    assert rates[-1] < 1e-9
