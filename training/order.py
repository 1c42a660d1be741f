"""In which order an epoch visits the rows: arithmetic on (seed, epoch, position), so that resuming replays nothing.

The row groups of all shards are shuffled and laid end to end, and the rows are cut into `lanes` equal spans. The epoch
takes one row from each lane in turn; within a lane, each window of `window` rows is shuffled. So a batch mixes rows
of `lanes` far places, and whoever reads needs the groups under one window of each lane and nothing else. A rank takes
every ranks-th row, and with that its own lanes where the number of ranks divides theirs: no two ranks read the same
groups.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Order:
    """The order of one epoch; `groups` by their place in it, `ends` the number of rows up to and with each of them."""

    seed: int
    epoch: int
    lanes: int
    window: int
    groups: np.ndarray
    ends: np.ndarray


def epoch_order(group_rows: np.ndarray, seed: int, epoch: int, lanes: int, window: int) -> Order:
    """group_rows: the number of rows of each row group of the dataset."""
    groups = permutation(len(group_rows), seed, epoch)
    return Order(seed, epoch, lanes, window, groups, group_rows[groups].cumsum())


def row_at(order: Order, position: int) -> tuple[int, int]:
    """(number of the row group in the dataset, row within it) of the position-th row of the epoch, from 0."""
    lane, number, first, last = window_at(order, position)
    shuffled = window_permutation(last - first, order.seed, order.epoch, 1 + lane, number)
    place = first + shuffled[lane_begin(order, lane) + position // order.lanes - first]
    at = np.searchsorted(order.ends, place, side="right")
    return int(order.groups[at]), int(place - (order.ends[at - 1] if at else 0))


def groups_near(order: Order, position: int) -> set[int]:
    """The row groups under the position's window: those that its lane reads before it goes on to the next window."""
    _, _, first, last = window_at(order, position)
    begin, end = np.searchsorted(order.ends, [first, last - 1], side="right")
    return set(order.groups[begin : end + 1].tolist())


def window_at(order: Order, position: int) -> tuple[int, int, int, int]:
    """(lane, number of its window, first place, end place) of the window in which a position's row is shuffled."""
    lane, offset = position % order.lanes, position // order.lanes
    # Lanes pass from window to window one after another, or reading would come in bursts.
    shift = order.window * lane // order.lanes
    number = (offset + shift) // order.window
    begin, end = lane_begin(order, lane), lane_begin(order, lane + 1)
    window_begin = begin + number * order.window - shift
    return lane, number, max(begin, window_begin), min(end, window_begin + order.window)


def lane_begin(order: Order, lane: int) -> int:
    """The first place of a lane; the epoch's last round may stop at any lane, and those before it hold one row more."""
    short, longer = divmod(int(order.ends[-1]), order.lanes)
    return lane * short + min(lane, longer)


def permutation(n: int, *key: int) -> np.ndarray:
    """The numbers below n, shuffled by the key alone; numpy promises these raw bits for ever, its `permutation` not."""
    bits = np.random.Philox(np.random.SeedSequence(key)).random_raw(n)
    return np.argsort(bits, kind="stable")


window_permutation = lru_cache(maxsize=256)(permutation)
