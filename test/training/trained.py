"""Short trainings of the tiny model on the trainer's shards, for the tests."""

import functools
import json
import tempfile
from pathlib import Path

import torch
from made import SIDE, trainer_shards
from safetensors.torch import load_file
from tiny_ldm import write_tiny_ldm

from training.train import train
from training.train_settings import Settings

torch.set_num_threads(1)


@functools.cache
def tiny_model() -> Path:
    return write_tiny_ldm(Path(tempfile.mkdtemp(prefix="softpa-tiny-ldm-")))


def settings(out: Path, **changed) -> Settings:
    """Of a run of a few quick steps."""
    quick = {"steps": 3, "batch_size": 4, "accumulate": 2, "rate": 1e-3, "calibration": 32, "workers": 0, "side": SIDE}
    return Settings(**{"data": str(trainer_shards() / "laion"), "model": tiny_model(), "out": out, **quick, **changed})


def trained(out: Path, **changed) -> Path:
    train(settings(out, **changed))
    return out


def log(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]


def losses(out: Path) -> list[dict]:
    """What of the log is the same whenever it runs."""
    return [{name: value for name, value in line.items() if name != "images_per_s"} for line in log(out)]


def unet_weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "unet/diffusion_pytorch_model.safetensors")


def alike(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
