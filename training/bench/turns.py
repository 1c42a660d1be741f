"""Several ways to do one work, timed in turns, so that a machine that slows down slows all of them."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Literal

import torch

Clock = Literal["wall", "cpu"]
Turn = Callable[[], tuple[int, float]]  # items, and the seconds that they took
CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def pin(cores: int) -> None:
    """Keeps this process, with all its threads, on so many cores: a side then gains nothing by threads of its own."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def timed(side: Callable[[], int], clock: Clock) -> Turn:
    """A function that does some items and says how many, as a turn."""

    def turn() -> tuple[int, float]:
        start = CLOCKS[clock]()
        items = side()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        return items, CLOCKS[clock]() - start

    return turn


@contextmanager
def elsewhere(clock: Clock, make: Callable[..., Callable[[], int]], *given: object) -> Iterator[Turn]:
    """The turns of the side that `make(*given)` opens, in a process of its own: nothing that ours sets up helps it."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, clock, make, given), daemon=True)
    process.start()
    there.close()

    def turn() -> tuple[int, float]:
        here.send("turn")
        return here.recv()

    try:
        yield turn
    finally:
        here.close()
        process.join()


def serve(there: Connection, clock: Clock, make: Callable[..., Callable[[], int]], given: tuple) -> None:
    turn = timed(make(*given), clock)
    while True:
        try:
            there.recv()
        except EOFError:
            return
        there.send(turn())


def rates(sides: dict[str, Turn], turns: int) -> dict[str, list[float]]:
    """Items per second of each side in each turn, after one that does not count. Who goes first changes every turn."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(turns + 1):
        for name in list(sides)[:: 1 if number % 2 else -1]:
            items, spent_s = sides[name]()
            if number > 0:
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
