"""What a run says while it goes: a line of `log.jsonl` for every step, the same for TensorBoard, and a live line."""

import importlib.util
import json
import math
import sys
import time
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from training.train_settings import Settings


@dataclass
class RunLog:
    file: TextIOWrapper
    board: object | None  # SummaryWriter, where tensorboard is installed
    steps: int
    images: int  # of a step
    say_every_s: float
    said_s: float = 0.0
    rate: float = 0.0  # images a second, its moving mean


def open_log(settings: Settings, done: int) -> RunLog:
    """Goes on behind step `done`: what a killed run wrote of later steps is forgotten, for they come again."""
    path = settings.out / "log.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [line for line in lines(path) if json.loads(line)["step"] <= done]
    making = path.with_name(f"{path.name}.tmp")
    making.write_text("".join(kept))
    making.replace(path)
    images = settings.batch_size * settings.accumulate
    board = open_board(settings.out, done)
    return RunLog(open(path, "a", buffering=1), board, settings.steps, images, settings.say_every_s)


def lines(path: Path) -> list[str]:
    """The whole lines of a log; a kill may have cut the last one."""
    if not path.exists():
        return []
    return [line for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]


def open_board(out: Path, done: int):
    if importlib.util.find_spec("tensorboard") is None:
        return None
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(out / "tensorboard", purge_step=done + 1)


def write(log: RunLog, step: int, numbers: dict[str, float], seconds: float) -> None:
    """Logs step number `step`, counted from 1."""
    rate = log.images / seconds
    log.rate = rate if log.rate == 0 else 0.9 * log.rate + 0.1 * rate
    line = {"step": step, **numbers, "images_per_s": round(rate, 3)}
    # JSON has no infinity, which a gradient in fp16 may be before it is skipped.
    log.file.write(json.dumps({name: value if math.isfinite(value) else None for name, value in line.items()}) + "\n")
    if log.board is not None:
        for name, value in {**numbers, "images_per_s": rate}.items():
            log.board.add_scalar(name, value, step)
    if time.monotonic() - log.said_s > log.say_every_s or step == log.steps:
        log.said_s = time.monotonic()
        say(log, step, numbers)


def say(log: RunLog, step: int, numbers: dict[str, float]) -> None:
    shown = "  ".join(f"{name} {value:.4g}" for name, value in numbers.items())
    end = "\r" if sys.stderr.isatty() and step < log.steps else "\n"
    print(f"step {step}/{log.steps}  {log.rate:.3g} images/s  {shown}", end=end, file=sys.stderr, flush=True)


def close(log: RunLog) -> None:
    log.file.close()
    if log.board is not None:
        log.board.close()
