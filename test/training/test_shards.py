"""The loader's laws, over shards that today's code wrote."""

import io
import itertools

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from made import trainer_shards
from PIL import Image

from training.contract import ShardError
from training.loader import Loader, LoaderOptions
from training.order import epoch_order, groups_near, row_at
from training.picture import names_a_side

SIDE = 32


@pytest.fixture(scope="module")
def laion():
    return trainer_shards() / "laion"


def load(source, rank=0, ranks=1, state=None, **options):
    wanted = {"batch_size": 16, "side": SIDE, "window": 20, "workers": 0, "epochs": 1, **options}
    loader = Loader([str(source)], LoaderOptions(**wanted), rank, ranks)
    if state:
        loader.load_state_dict(state)
    return loader


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


def tables(laion):
    return [pq.read_table(path) for path in sorted(laion.glob("data/*.parquet"))]


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


def test_another_batch_size_goes_on_at_the_same_row(laion):
    first = load(laion)
    list(itertools.islice(iter(first), 3))
    assert joined(load(laion, state=first.state_dict(), batch_size=10))[0] == joined(load(laion))[0][48:]


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


def refuses(source, *said, **options):
    with pytest.raises(ShardError) as refusal:
        list(load(source, **options))
    sentence = str(refusal.value)
    assert all(word in sentence for word in said), sentence
    assert "\n" not in sentence and sentence.endswith(".")


@pytest.fixture
def table(laion):
    return tables(laion)[0]


def stored(table, folder):
    pq.write_table(table, folder / "shard.parquet")
    return folder


def test_shards_without_images_are_refused():
    refuses(trainer_shards() / "augment", "no column image", "shards with images")


@pytest.mark.parametrize("column", ["key", "caption", "prompts", "similarity_matrix"])
def test_a_missing_column_is_named(table, tmp_path, column):
    refuses(stored(table.drop_columns(column), tmp_path), f"no column {column}", "softpa run laion")


def test_a_column_of_another_type_is_named_with_both_types(table, tmp_path):
    at = table.schema.get_field_index("prompts")
    texts = [[prompt["text"] for prompt in prompts] for prompts in table["prompts"].to_pylist()]
    refuses(
        stored(table.set_column(at, "prompts", pa.array(texts)), tmp_path), "list<", "wanted list<struct<text: utf8"
    )


def test_a_missing_value_is_named(table, tmp_path):
    at = table.schema.get_field_index("caption")
    captions = [None, *table["caption"].to_pylist()[1:]]
    refuses(stored(table.set_column(at, "caption", pa.array(captions)), tmp_path), "lacks caption in 1 rows")


def test_rows_of_different_numbers_of_prompts_are_refused(table, tmp_path):
    short = table.to_pylist()
    short[0]["prompts"].pop()
    short[0]["similarity_matrix"] = [line[:-1] for line in short[0]["similarity_matrix"][:-1]]
    refuses(stored(pa.Table.from_pylist(short, table.schema), tmp_path), "rows of [3, 4] prompts")


def test_a_matrix_of_another_size_is_refused(table, tmp_path):
    wrong = table.to_pylist()
    wrong[0]["similarity_matrix"].pop()
    refuses(stored(pa.Table.from_pylist(wrong, table.schema), tmp_path), "4 lines of similarities", "square of 5")


@pytest.mark.parametrize("workers", [0, 2])
def test_an_image_that_does_not_decode_is_named_by_its_row(table, tmp_path, workers):
    wrong = table.to_pylist()
    wrong[3]["image"]["bytes"] = wrong[3]["image"]["bytes"][:200]
    source = stored(pa.Table.from_pylist(wrong, table.schema), tmp_path)
    refuses(source, "does not decode", wrong[3]["key"], "softpa verify --decode", workers=workers)


def test_a_shard_that_was_cut_short_is_refused(laion, tmp_path):
    shard = min(laion.glob("data/*.parquet")).read_bytes()
    (tmp_path / "shard.parquet").write_bytes(shard[: len(shard) // 2])
    refuses(tmp_path, "shard.parquet does not read as Parquet", "softpa verify")


def test_a_shard_whose_pages_are_damaged_is_refused(laion, tmp_path):
    shard = bytearray(min(laion.glob("data/*.parquet")).read_bytes())
    at = pq.ParquetFile(pa.BufferReader(bytes(shard))).metadata.row_group(0).column(0).data_page_offset
    shard[at : at + 200] = bytes(200)
    (tmp_path / "shard.parquet").write_bytes(shard)
    refuses(tmp_path, "shard.parquet does not read as Parquet", "softpa verify")


def test_shards_without_a_row_are_refused(table, tmp_path):
    refuses(stored(table.slice(0, 0), tmp_path), "1 shards without a single row")


def test_a_folder_without_shards_is_refused(tmp_path):
    refuses(tmp_path, "names no Parquet file")


def test_a_batch_that_the_ranks_cannot_share_is_refused(laion):
    with pytest.raises(ValueError, match="batch_size 10 for 4 ranks"):
        load(laion, ranks=4, batch_size=10)


def test_a_state_of_another_stream_is_refused(laion, tmp_path):
    state = load(laion).state_dict()
    with pytest.raises(ValueError, match="Saw seed = 0 in the state, and 1 here"):
        load(laion, state=state, seed=1)
    with pytest.raises(ValueError, match="Saw rows = "):
        load(stored(tables(laion)[0], tmp_path), state=state)
