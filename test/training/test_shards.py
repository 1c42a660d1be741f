"""The loader's laws, over shards that today's code wrote."""

import io
import itertools

import fsspec
import numpy as np
import pyarrow as pa
import pytest
import torch
from made import SIDE, load, tables, trainer_shards
from PIL import Image

from training.loader import Loader, LoaderOptions
from training.order import epoch_order, groups_near, row_at
from training.picture import names_a_side


@pytest.fixture(scope="module")
def laion():
    return trainer_shards() / "laion"


def joined(batches):
    """One batch of many, as (keys, captions, prompts, pixels, similarities)."""
    batches = list(batches)
    lists = [list(itertools.chain(*(batch[name] for batch in batches))) for name in ("key", "caption", "prompts")]
    return *lists, *(torch.cat([batch[name] for batch in batches]) for name in ("pixel_values_B3HW", "similarity_BMM"))


def same(a, b):
    return all(torch.equal(x, y) if isinstance(x, torch.Tensor) else x == y for x, y in zip(a, b, strict=True))


def load_ranks(source, ranks, state=None, **options):
    """The batches of every rank as one stream of rows; row p of the stream is rank p modulo ranks' next."""
    begin = state["row"] if state else 0
    parts = [joined(load(source, rank, ranks, state, **options)) for rank in range(ranks)]
    nexts = [itertools.count() for _ in parts]
    places = [(p % ranks, next(nexts[p % ranks])) for p in range(begin, begin + sum(len(part[0]) for part in parts))]

    def dealt(kind):
        values = [parts[rank][kind][at] for rank, at in places]
        return torch.stack(values) if isinstance(values[0], torch.Tensor) else values

    return tuple(map(dealt, range(5)))


def rows_written(laion):
    return {row["key"]: row for row in pa.concat_tables(tables(laion)).to_pylist()}


def test_the_shards_are_worth_testing_on(laion):
    counts = Loader([str(laion)], LoaderOptions(16, SIDE)).shards.group_rows
    assert len(tables(laion)) >= 3
    assert len(counts) > 3 and sum(counts) > 250 and len(set(counts)) > 2


def test_an_epoch_brings_every_row_once_and_the_next_begins_where_it_ends(laion):
    keys = joined(load(laion, epochs=3))[0]
    written = rows_written(laion)
    assert len(keys) == 3 * len(written)
    for epoch in range(3):
        assert sorted(keys[epoch * len(written) : (epoch + 1) * len(written)]) == sorted(written)


@pytest.mark.parametrize("ranks,workers", list(itertools.product((1, 2, 4), (0, 2))))
def test_ranks_and_workers_do_not_change_the_stream(laion, ranks, workers):
    assert same(
        load_ranks(laion, ranks, workers=workers, epochs=2, flip=True), joined(load(laion, epochs=2, flip=True))
    )


@pytest.mark.parametrize("ranks,workers", list(itertools.product((1, 2, 4), (0, 2))))
def test_a_run_resumes_behind_any_batch_in_any_epoch_on_other_ranks_and_workers(laion, ranks, workers):
    whole = joined(load(laion, epochs=2, flip=True))
    # The 17th batch is the last of the first epoch, the 18th holds rows of both.
    for batches in (1, 7, 17, 18, 19, 35):
        first = load(laion, epochs=2, flip=True, workers=2 - workers)
        taken = list(itertools.islice(iter(first), batches))
        assert len(taken) == batches
        state = first.state_dict()
        rest = load_ranks(laion, ranks, state, workers=workers, epochs=2, flip=True)
        assert same(rest, [values[state["row"] :] for values in whole])


def test_a_state_counts_what_was_taken_and_not_what_was_made_ahead(laion):
    loader = load(laion, workers=2, ahead=4)
    batches = iter(loader)
    next(batches), next(batches)
    assert loader.state_dict()["row"] == 32


@pytest.mark.parametrize("ranks", [1, 4])
def test_another_batch_size_goes_on_at_the_same_row(laion, ranks):
    first = load(laion, batch_size=5)
    list(itertools.islice(iter(first), 3))
    assert load_ranks(laion, ranks, first.state_dict(), batch_size=12)[0] == joined(load(laion))[0][15:]


def test_epochs_and_seeds_differ_in_their_order(laion):
    keys = joined(load(laion, epochs=2))[0]
    rows = len(keys) // 2
    orders = [keys[:rows], keys[rows:], joined(load(laion, seed=1))[0], list(rows_written(laion))]
    for a, b in itertools.combinations(orders, 2):
        # Two random orders of n rows agree in one place, give or take one.
        assert sum(x == y for x, y in zip(a, b, strict=True)) < 10


def test_a_batch_is_what_the_shards_hold(laion):
    keys, captions, prompts, pixel_values, similarities = joined(load(laion, side=64))
    written = rows_written(laion)
    rows = [written[key] for key in keys]
    assert captions == [row["caption"] for row in rows]
    assert prompts == [[prompt["text"] for prompt in row["prompts"]] for row in rows]
    assert similarities.dtype == pixel_values.dtype == torch.float32
    assert similarities.tolist() == [row["similarity_matrix"] for row in rows]
    for values, row in zip(pixel_values, rows, strict=True):
        image = Image.open(io.BytesIO(row["image"]["bytes"]))
        left, top = (image.width - 64) // 2, (image.height - 64) // 2
        seen = np.asarray(image.convert("RGB").crop((left, top, left + 64, top + 64))).transpose(2, 0, 1)
        # The stored pictures have a short side of 64: nothing is resampled where the margins are even.
        if (image.width - image.height) % 2 == 0:
            np.testing.assert_allclose(values, seen / 127.5 - 1, atol=1e-6)


def test_half_of_the_rows_are_mirrored_and_others_in_the_next_epoch(laion):
    plain, flipped = joined(load(laion, epochs=2)), joined(load(laion, epochs=2, flip=True))
    assert plain[0] == flipped[0]
    mirrored = []
    for before, after in zip(plain[3], flipped[3], strict=True):
        mirrored.append(not torch.equal(before, after))
        if mirrored[-1]:
            torch.testing.assert_close(after, before.flip(2), atol=0.02, rtol=0)
    rows = len(mirrored) // 2
    by_key = [dict(zip(flipped[0][part], mirrored[part])) for part in (slice(0, rows), slice(rows, None))]
    assert 0.35 < sum(mirrored) / len(mirrored) < 0.6
    assert 0.3 < sum(by_key[0][key] != by_key[1][key] for key in by_key[0]) / rows < 0.7


def test_a_text_that_names_a_side_keeps_its_image_as_it_is():
    assert names_a_side(["a car", "a car on the left-hand side"])
    assert not names_a_side(["a bright car", "leftovers on a plate"])


def test_any_order_visits_every_row_once_and_keeps_near_what_it_reads():
    for seed in range(60):
        draw = np.random.default_rng(seed)
        counts = draw.integers(1, 30, size=draw.integers(1, 12))
        order = epoch_order(counts, seed, 1, lanes=int(draw.integers(1, 12)), window=int(draw.integers(1, 40)))
        places = [row_at(order, position) for position in range(counts.sum())]
        assert sorted(places) == [(group, row) for group, count in enumerate(counts) for row in range(count)]
        assert all(group in groups_near(order, position) for position, (group, _) in enumerate(places))


def test_lanes_and_windows_are_shuffled_each_in_its_own_way():
    order = epoch_order(np.array([800]), 0, 0, lanes=2, window=100)
    # Lane 0 has its windows at 0, 100, ...; lane 1 at 400 - 50, 500 - 50, ....
    within = [[row_at(order, 2 * offset + lane)[1] for offset in range(50, 250)] for lane in (0, 1)]
    windows = [within[0][50:150], within[1][:100], within[1][100:]]
    shuffles = [tuple(np.array(rows) - min(rows)) for rows in windows]
    assert all(sorted(shuffle) == list(range(100)) for shuffle in shuffles)
    assert len(set(shuffles)) == 3


def test_a_rank_holds_few_groups_at_a_time_and_shares_next_to_none():
    order = epoch_order(np.full(200, 100), 0, 0, lanes=8, window=200)
    read = []
    for rank in range(4):
        near, groups = {}, set()
        for position in range(rank, 20_000, 4):
            near[position % 8] = groups_near(order, position)
            groups.add(row_at(order, position)[0])
            # Two lanes of this rank; a window of 200 rows lies over three groups at most.
            assert len(set().union(*near.values())) <= 2 * 3
        read.append(len(groups))
    # A group at the border of two lanes may belong to two ranks.
    assert sum(read) <= 200 + 8


def test_files_globs_folders_and_urls_name_the_same_dataset(laion):
    files = sorted(laion.glob("data/*.parquet"))
    memory = fsspec.filesystem("memory")
    for file in files:
        memory.pipe(f"/loader/data/{file.name}", file.read_bytes())
    keys = joined(load(laion))[0]
    for source in (
        f"{laion}/data",
        f"{laion}/data/*.parquet",
        "memory://loader",
        "memory://loader/data/train-*.parquet",
    ):
        assert joined(load(source))[0] == keys
    options = LoaderOptions(16, SIDE, epochs=1, window=20, workers=0)
    assert joined(Loader([*map(str, files), str(files[0])], options))[0] == keys
