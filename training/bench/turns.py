"""Several ways to do one work, timed in turns, so that a machine that slows down slows all of them."""

import os
import statistics
import time
from collections.abc import Callable
from typing import Literal

import torch

Clock = Literal["wall", "cpu"]
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def pin(cores: int) -> None:
    """Keeps this process, with all its threads, on so many cores: a side then gains nothing by threads of its own."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def rates(sides: dict[str, Callable[[], int]], turns: int, clock: Clock = "wall") -> dict[str, list[float]]:
    """Items per second of each side in each turn, after one that does not count; a side is a function that does some
    items and says how many. Who goes first changes every turn."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(turns + 1):
        for name in list(sides)[:: 1 if turn % 2 else -1]:
            start = CLOCKS[clock]()
            items = sides[name]()
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            spent_s = CLOCKS[clock]() - start
            if turn > 0:
                found[name].append(items / spent_s)
    return found


def ratio(found: dict[str, list[float]], ours: str, peer: str) -> float:
    """The median over the turns of ours against the peer's in the same turn."""
    return statistics.median(a / b for a, b in zip(found[ours], found[peer], strict=True))


def line(name: str, found: dict[str, list[float]], ours: str, peer: str, wanted: float) -> str:
    """One figure as the bench prints it, with all turns."""
    each = " ".join(f"{a / b:.2f}" for a, b in zip(found[ours], found[peer], strict=True))
    here, there = (statistics.median(found[side]) for side in (ours, peer))
    return (
        f"RATIO {name} {ratio(found, ours, peer):.2f} (wanted {wanted})  images/s {here:.1f} against {there:.1f}  "
        f"turns {each}"
    )
