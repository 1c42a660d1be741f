"""Shards that the loader refuses, each in one sentence: today's shards, with one thing wrong."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import load, tables, trainer_shards

from training.contract import ShardError


@pytest.fixture(scope="module")
def laion():
    return trainer_shards() / "laion"


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
