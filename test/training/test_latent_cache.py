"""Training from cached latents and text states: what the loader yields, and when the cache is made anew."""

import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from made import SIDE, load, tables, trainer_shards
from tiny_ldm import write_tiny_ldm

from training import latent_cache
from training.encoding import digest_of_model, encode_shards
from training.latent_cache import CacheError, open_cache
from training.model_folder import encode_images, encode_texts, open_model
from training.sidecar import CachePlan

# Float16 keeps eleven bits; the numbers here are below 8.
TOLERANCE = 4e-3


@pytest.fixture(scope="module")
def laion():
    return trainer_shards() / "laion"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_tiny_ldm(tmp_path_factory.mktemp("model") / "ldm")


@pytest.fixture(scope="module")
def parts(model):
    return open_model(model)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def cached(source, parts, folder, said=None, **options):
    """A loader that reads from a cache, which is made first where it is not there."""
    loader = load(source, **options)
    plan = CachePlan(folder, loader.shards, digest_of_model(parts.folder), SIDE, loader.options.flip)
    encode_shards(plan, parts, say=(said if said is not None else []).append)
    loader.cache = open_cache(plan)
    return loader


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}


@pytest.mark.parametrize("workers", [0, 2])
def test_a_cached_batch_is_the_encoded_batch_of_the_same_rows(laion, parts, folder, workers):
    wanted = load(laion, flip=True, epochs=2)
    seen = cached(laion, parts, folder, flip=True, epochs=2, workers=workers)
    count = 0
    for plain, batch in zip(wanted, seen, strict=True):
        for name in ("key", "caption", "prompts"):
            assert batch[name] == plain[name]
        assert torch.equal(batch["similarity_BMM"], plain["similarity_BMM"])
        z0 = encode_images(parts, plain["pixel_values_B3HW"])
        texts = [[caption, *prompts] for caption, prompts in zip(plain["caption"], plain["prompts"], strict=True)]
        states = torch.stack([encode_texts(parts, of_row) for of_row in texts])
        torch.testing.assert_close(batch["z0_BChw"].float(), z0, atol=TOLERANCE, rtol=0)
        torch.testing.assert_close(batch["text_BMLD"].float(), states, atol=TOLERANCE, rtol=0)
        count += len(batch["key"])
    assert count == 2 * wanted.rows


def test_a_cached_stream_resumes_where_an_uncached_one_stopped(laion, parts, folder):
    first = load(laion, epochs=2, flip=True)
    list(itertools.islice(iter(first), 18))
    rest = cached(laion, parts, folder, epochs=2, flip=True)
    rest.load_state_dict(first.state_dict())
    whole = [key for batch in load(laion, epochs=2) for key in batch["key"]]
    assert [key for batch in rest for key in batch["key"]] == whole[first.row :]


@pytest.mark.parametrize("ranks", [2, 4])
def test_ranks_share_the_cached_rows(laion, parts, folder, ranks):
    whole = {key: z0 for batch in cached(laion, parts, folder) for key, z0 in rows_of(batch)}
    parts = [row for rank in range(ranks) for row in stream(cached(laion, parts, folder, rank=rank, ranks=ranks))]
    assert len(parts) == len(whole) == load(laion).rows
    assert all(torch.equal(whole[key], z0) for key, z0 in parts)


def test_room_for_one_group_of_texts_changes_nothing(laion, parts, folder, monkeypatch):
    wanted = stream(cached(laion, parts, folder), "text_BMLD")
    monkeypatch.setattr(latent_cache, "KEPT_BYTES", 1)
    narrow = cached(laion, parts, folder, workers=2)
    for (key, seen), (wanted_key, text) in zip(stream(narrow, "text_BMLD"), wanted, strict=True):
        assert key == wanted_key and torch.equal(seen, text)
    assert narrow.cache.states.cache_info().currsize == 1


def rows_of(batch, name="z0_BChw"):
    return zip(batch["key"], batch[name], strict=True)


def stream(loader, name="z0_BChw"):
    return [row for batch in loader for row in rows_of(batch, name)]


def test_each_distinct_text_of_a_shard_is_stored_once(laion, parts, folder):
    cache = cached(laion, parts, folder).cache
    for table, sidecar in zip(tables(laion), cache.sidecars.values(), strict=True):
        rows = table.to_pylist()
        texts = [text for row in rows for text in (row["caption"], *(prompt["text"] for prompt in row["prompts"]))]
        stored = pq.read_table(sidecar.texts, columns=["text"])["text"].to_pylist()
        assert len(stored) == len(set(stored)) < len(texts)
        assert set(stored) == set(texts)


def test_what_is_cached_is_not_made_again(laion, parts, tmp_path):
    said = []
    cached(laion, parts, tmp_path, said)
    assert len(said) == len(tables(laion))
    before = files(tmp_path)
    cached(laion, parts, tmp_path, said)
    assert len(said) == len(tables(laion))
    assert files(tmp_path) == before


def test_a_cache_that_was_cut_short_goes_on_behind_its_last_whole_shard(laion, parts, tmp_path):
    calls = itertools.count()

    def stop(*_):
        # The first shard takes one call for the shape of a latent and eight for its rows, the second is half done.
        if next(calls) == 12:
            raise KeyboardInterrupt

    stopping = open_model(parts.folder)
    stopping.vae.encoder.register_forward_hook(stop)
    with pytest.raises(KeyboardInterrupt):
        cached(laion, stopping, tmp_path)
    whole = files(tmp_path)
    assert len(whole) == 2
    with pytest.raises(CacheError, match="is not there"):
        open_cache(CachePlan(tmp_path, load(laion).shards, digest_of_model(parts.folder), SIDE, False))
    said = []
    cached(laion, parts, tmp_path, said)
    assert len(said) == len(tables(laion)) - 1
    assert whole.items() <= files(tmp_path).items()
    assert not list(tmp_path.rglob("*.tmp"))


def test_ranks_share_the_making_whoever_is_first(laion, parts, tmp_path):
    plan = CachePlan(tmp_path, load(laion).shards, digest_of_model(parts.folder), SIDE, False)
    made = []
    for rank in (1, 0):
        encode_shards(plan, parts, rank, 2, say=made.append)
    assert len(made) == len(tables(laion))
    open_cache(plan)


def test_another_model_or_shard_or_side_is_cached_anew(laion, parts, tmp_path):
    source = tmp_path / "shards"
    source.mkdir()
    table = tables(laion)[0]
    pq.write_table(table, source / "shard.parquet")
    cached(source, parts, tmp_path / "cache")

    other = open_model(write_tiny_ldm(tmp_path / "other", seed=1))
    said = []
    cached(source, other, tmp_path / "cache", said)
    assert len(said) == 1
    cached(source, parts, tmp_path / "cache", said, flip=True)
    assert len(said) == 2
    pq.write_table(table.slice(1), source / "shard.parquet")
    seen = cached(source, parts, tmp_path / "cache", said)
    assert len(said) == 3
    assert len(stream(seen)) == len(table) - 1


def test_a_model_is_known_by_what_encodes_and_not_by_its_unet(model, tmp_path):
    copy = write_tiny_ldm(tmp_path / "ldm")
    assert digest_of_model(copy) == digest_of_model(model)
    (copy / "unet/config.json").write_text("{}")
    assert digest_of_model(copy) == digest_of_model(model)
    (copy / "vae/config.json").write_text("{}")
    assert digest_of_model(copy) != digest_of_model(model)


@pytest.fixture
def one_shard(laion, parts, tmp_path):
    """A shard of its own, its plan, and the sidecar in a folder where a test may break it."""
    pq.write_table(tables(laion)[0].slice(0, 20), tmp_path / "shard.parquet")
    loader = cached(tmp_path, parts, tmp_path / "cache")
    plan = CachePlan(tmp_path / "cache", loader.shards, digest_of_model(parts.folder), SIDE, False)
    return tmp_path, plan, plan.sidecar(0)


def refuses(action, *said):
    with pytest.raises(CacheError) as refusal:
        action()
    sentence = str(refusal.value)
    assert all(word in sentence for word in said), sentence
    assert "\n" not in sentence and sentence.endswith(".")


def test_a_sidecar_of_another_model_is_refused(one_shard):
    _, plan, sidecar = one_shard
    other = CachePlan(plan.folder, plan.shards, "f" * 64, SIDE, False)
    other.sidecar(0).rows.parent.mkdir()
    for name in ("rows", "texts"):
        getattr(sidecar, name).rename(getattr(other.sidecar(0), name))
    refuses(lambda: open_cache(other), f"made with model {plan.model}", f"wanted {'f' * 64}", "remove it")


def test_a_sidecar_that_was_cut_short_is_refused(one_shard):
    _, plan, sidecar = one_shard
    sidecar.texts.write_bytes(sidecar.texts.read_bytes()[:1000])
    refuses(lambda: open_cache(plan), "texts.parquet does not read as Parquet", "remove it")


@pytest.mark.parametrize(
    "name,column,said", [("rows", "key", "holds other rows"), ("texts", "text", "holds 'strange'")]
)
def test_a_sidecar_with_other_rows_or_texts_is_refused(one_shard, name, column, said):
    source, plan, sidecar = one_shard
    path = getattr(sidecar, name)
    table, footer = pq.read_table(path), pq.read_metadata(path)
    strange = pa.array(["strange"] * len(table))
    changed = table.set_column(table.schema.get_field_index(column), column, strange)
    pq.write_table(changed, path, row_group_size=footer.row_group(0).num_rows)
    loader = load(source)
    loader.cache = open_cache(plan)
    refuses(lambda: list(loader), said, "remove it")
