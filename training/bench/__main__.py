"""What the trainer's speed is worth beside what one would write or use instead.

python -m training.bench data=out/shards model=data/models/ldm-mini                  # the processor, ratios
python -m training.bench data=out/shards model=data/models/ldm-mini only=loader
python -m training.bench only=gpu                                                     # Stable Diffusion's shape

Sides of a ratio take turns on the same cores; each figure is the median over the turns.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from training.bench.turns import Clock, line, pin, rates, timed
from training.memory import keep_freed_memory
from training.settings import read, refuse
from training.train_settings import Settings


@dataclass(frozen=True)
class BenchSettings:
    data: str | None = None  # shards
    model: Path = Path("data/models/ldm-mini")
    only: Literal["all", "train", "loader", "gpu"] = "all"
    batch_size: int = 4
    side: int = 64  # pixels
    trainable: Literal["full", "lora"] = "full"
    precision: Literal["fp32", "bf16"] = "fp32"
    cores: int = 1
    clock: Clock = "wall"  # cpu: time of the processor, where other programs run beside
    turns: int = 7
    steps: int = 4  # of the trainer in a turn
    batches: int = 100  # of the loader in a turn
    draws: int = 32  # of the gradient, for its variance


def bench(settings: BenchSettings) -> None:
    if settings.only == "gpu" or (settings.only == "all" and torch.cuda.is_available()):
        bench_gpu()
    if settings.only == "gpu":
        return
    if settings.data is None:
        refuse("Wanted also: data=, shards with images and prompts.")
    pin(settings.cores)
    torch.set_num_threads(settings.cores)
    with tempfile.TemporaryDirectory() as folder:
        trained_per_s = bench_train(settings, Path(folder)) if settings.only != "loader" else None
        if settings.only != "train":
            bench_loader(settings, Path(folder), trained_per_s)


def bench_train(settings: BenchSettings, folder: Path) -> float:
    """Prints the three ratios; answers the images per second of the fastest training."""
    from training.bench.steps import WANTED, differences, open_sides, spreads, turns_of

    keep_freed_memory()  # as training does
    sides = open_sides(
        Settings(
            settings.data,
            settings.model,
            folder / "run",
            batch_size=settings.batch_size,
            side=settings.side,
            trainable=settings.trainable,
            precision=settings.precision,
            accumulate=1,
            text_dropout=0.0,
            cache=folder / "cache",
        )
    )
    for name, differs in differences(sides).items():
        print(f"{name}: gradient off the straightforward one by {differs:.1e} of its length")
    for name, spread in spreads(sides, settings.draws).items():
        print(f"{name}: variance of the gradient {spread:.2f} of its squared length")
    with turns_of(sides, settings.steps, settings.clock) as turns:
        found = rates(turns, settings.turns)
    for name, wanted in WANTED.items():
        print(line(name, found, name, "peer", wanted), flush=True)
    return max(sorted(found[name])[len(found[name]) // 2] for name in WANTED)


def bench_loader(settings: BenchSettings, folder: Path, trained_per_s: float | None) -> None:
    from training.bench.feeding import check_same_rows, feeding_sides

    given = settings.data, settings.batch_size, settings.side
    check_same_rows(*given, folder)
    sides = feeding_sides(*given, 2, settings.batches, folder)
    found = rates({name: timed(side, settings.clock) for name, side in sides.items()}, settings.turns)
    for peer in ("datasets", "webdataset"):
        print(line(f"loader, {peer}", found, "ours", peer, 1.0), flush=True)
    if trained_per_s is not None:
        fed_per_s = sorted(found["ours"])[len(found["ours"]) // 2]
        print(f"RATIO loader, training {fed_per_s / trained_per_s:.0f} (wanted 5)  images/s {fed_per_s:.0f} fed")


def bench_gpu() -> None:
    if not torch.cuda.is_available():
        print("gpu: there is none here, so nothing was measured.")
        return
    from training.bench.gpu import table

    for row in table(torch.device("cuda")):
        print(row, flush=True)


if __name__ == "__main__":
    bench(read(BenchSettings))
