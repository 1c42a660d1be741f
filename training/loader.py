"""Batches for the trainer: one endless, shuffled stream of rows that any number of ranks shares and any run resumes.

Row number p of the stream is row p modulo n of epoch p divided by n, n being the rows of the dataset; ranks and threads
decide who makes a batch, never what is in it. The state of a run is one number.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from training.batch import Planned, decoded, make_batch
from training.latent_cache import LatentCache, cached_inputs, read_cached_group
from training.order import epoch_order, groups_near, row_at
from training.shards import open_shards, path_of, read_group


@dataclass(frozen=True)
class LoaderOptions:
    """What changes the stream, but for `workers` and `ahead`, which change its speed alone.

    batch_size counts the rows of all ranks together. epochs: None for ever; else the last batch may be smaller, or
    missing on some ranks. flip: mirror half of the rows, but those whose texts name a side. lanes, window: see
    training/order.py; memory holds lanes x window rows as files, and at most twice a row group more for each lane.
    workers: threads that read and decode, 0 for none, as Pillow and pyarrow release the interpreter's lock.
    ahead: batches made in advance.
    """

    batch_size: int
    side: int
    seed: int = 0
    epochs: int | None = None
    flip: bool = False
    lanes: int = 8
    window: int = 200
    workers: int = 2
    ahead: int = 2


class Loader:
    """Iterate for batches; `state_dict` after a batch, given to another loader's `load_state_dict`, goes on behind it.

    A batch: pixel_values_B3HW (float32 in [-1, 1]), caption (list of B), prompts (B lists of N),
    similarity_BMM (float32; M = N + 1, the caption first), key (list of B). Where `cache` is set, z0_BChw and text_BMLD
    (float16) stand in place of the pixels, and no image is read.
    """

    def __init__(self, sources: Sequence[str], options: LoaderOptions, rank: int = 0, ranks: int = 1):
        if options.batch_size % ranks:
            raise ValueError(f"Saw batch_size {options.batch_size} for {ranks} ranks, wanted one that they can share.")
        self.shards = open_shards(sources)
        self.options, self.rank, self.ranks = options, rank, ranks
        self.rows = int(self.shards.group_rows.sum())
        self.row = 0
        self.cache: LatentCache | None = None

    def __iter__(self) -> Iterator[dict]:
        for end, batch in prefetched(self):
            self.row = end
            yield batch

    def state_dict(self) -> dict:
        return {"row": self.row, "stream": self.stream()}

    def load_state_dict(self, state: dict) -> None:
        """Raises ValueError where the state belongs to another stream: its row would be another row here."""
        for name, here in self.stream().items():
            if (seen := state["stream"].get(name)) != here:
                raise ValueError(
                    f"Saw {name} = {seen} in the state, and {here} here: resume with the same, or begin anew."
                )
        self.row = state["row"]

    def stream(self) -> dict:
        """What decides which row has which number."""
        order = {name: getattr(self.options, name) for name in ("seed", "lanes", "window")}
        return {**order, "rows": self.rows, "dataset": self.shards.digest}


def rows_of_rank(begin: int, end: int, rank: int, ranks: int) -> range:
    """Which rows of the stream from `begin` to before `end` are a rank's."""
    return range(begin + (rank - begin) % ranks, end, ranks)


def prefetched(loader: Loader) -> Iterator[tuple[int, dict]]:
    """(row of the stream behind the batch, batch) from the loader's row on, `ahead` more of them in the making."""
    options = loader.options
    flip_seed = options.seed if options.flip else None
    inputs = partial(decoded, options.side) if loader.cache is None else partial(cached_inputs, loader.cache)
    if options.workers == 0:
        for end, rows in planned(loader, submit_now):
            yield end, make_batch(rows, flip_seed, inputs)
        return
    # Who decodes waits for who reads: in one pool, all threads might wait.
    with ThreadPoolExecutor(options.workers, "decode") as decode, ThreadPoolExecutor(options.workers, "read") as read:
        pending: deque[tuple[int, Future]] = deque()
        try:
            for end, rows in planned(loader, read.submit):
                pending.append((end, decode.submit(make_batch, rows, flip_seed, inputs)))
                if len(pending) > options.ahead:
                    end, batch = pending.popleft()
                    yield end, batch.result()
            for end, batch in pending:
                yield end, batch.result()
        finally:
            # The trainer may stop anywhere; what it will not take is not made.
            for pool in (decode, read):
                pool.shutdown(wait=False, cancel_futures=True)


def submit_now(function: Callable, *given: object) -> Future:
    """As an executor's `submit`, in the calling thread."""
    done: Future = Future()
    done.set_result(function(*given))
    return done


def planned(loader: Loader, submit: Callable[..., Future]) -> Iterator[tuple[int, list[Planned]]]:
    """(row of the stream behind the batch, this rank's rows of it); reads what they need and forgets what none will."""
    options, shards = loader.options, loader.shards
    read = partial(read_group, shards) if loader.cache is None else partial(read_cached_group, loader.cache)
    last = math.inf if options.epochs is None else options.epochs * loader.rows
    tables: dict[int, Future] = {}
    near: dict[int, set[int]] = {}
    order = None
    begin = loader.row
    while begin < last:
        end = min(begin + options.batch_size, last)
        batch = []
        for number in rows_of_rank(begin, end, loader.rank, loader.ranks):
            epoch, position = divmod(number, loader.rows)
            if order is None or order.epoch != epoch:
                order = epoch_order(shards.group_rows, options.seed, epoch, options.lanes, options.window)
                near.clear()
            near[position % options.lanes] = groups_near(order, position)
            group, row = row_at(order, position)
            if group not in tables:
                tables[group] = submit(read, group)
            batch.append(Planned(epoch, path_of(shards, group), tables[group], row))
        for group in set(tables).difference(*near.values()):
            del tables[group]
        if batch:
            yield end, batch
        begin = end
