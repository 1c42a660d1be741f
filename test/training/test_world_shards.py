"""Shards and sidecar as arrays."""

import io

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image
from pyarrow import parquet

from training.world import shards

WORDS = {"object": "car", "colour": "red", "pattern": "plain", "place": "road"}


def png(level: int, side: int = 8) -> bytes:
    stored = io.BytesIO()
    Image.fromarray(np.full((side, side, 3), level, np.uint8)).save(stored, "png")
    return stored.getvalue()


def write_sidecar(folder, urls: dict[str, str], images: dict[str, bytes] | None = None):
    folder.mkdir(exist_ok=True)
    rows = [
        {"key": key, "url": url, "caption": f"caption of {key}", "image": (images or {}).get(key), **WORDS}
        for key, url in urls.items()
    ]
    parquet.write_table(pa.Table.from_pylist(rows), folder / "sidecar.parquet")


def write_shard(folder, images: dict[str, bytes]):
    (folder / "data").mkdir(parents=True, exist_ok=True)
    rows = [{"key": key, "image": {"bytes": stored, "path": None}} for key, stored in images.items()]
    parquet.write_table(pa.Table.from_pylist(rows), folder / "data" / "train-00000-of-00001.parquet")


@pytest.fixture
def world(tmp_path):
    urls = {"b": "http://w/scenes/1/2.png", "a": "http://w/scenes/1/1.png", "grey": "http://w/scenes/1/3.grey.jpg"}
    write_sidecar(tmp_path / "side", urls)
    write_shard(tmp_path / "shards", {"b": png(20), "a": png(10), "grey": png(30), "stranger": png(40)})
    return tmp_path


def read(world, side: int = 4):
    return shards.read(world / "side", side, world / "shards", world / "cache")


def test_pictures_meet_what_is_known_of_them_by_key(world):
    scenes = read(world)
    assert scenes.captions == ["caption of a", "caption of b"]
    assert scenes.pixels_NHWC[:, 0, 0, 0].tolist() == [10, 20]


def test_pictures_have_the_side_that_is_asked_for(world):
    assert read(world, side=6).pixels_NHWC.shape == (2, 6, 6, 3)


def test_what_was_read_once_is_read_from_the_cache(world):
    first = read(world)
    (kept,) = (world / "cache").iterdir()
    written = kept.stat().st_mtime_ns
    np.testing.assert_array_equal(read(world).pixels_NHWC, first.pixels_NHWC)
    assert kept.stat().st_mtime_ns == written


def test_a_shard_that_was_written_anew_is_read_anew(world):
    read(world)
    write_shard(world / "shards", {"a": png(99)})
    assert read(world).pixels_NHWC[:, 0, 0, 0].tolist() == [99]


def test_a_sidecar_with_pictures_needs_no_shards(tmp_path):
    write_sidecar(tmp_path, {"a": "http://w/scenes/1/1.png"}, {"a": png(10)})
    assert len(shards.read(tmp_path, 4, cache=tmp_path / "cache")) == 1


def test_shards_of_another_world_are_refused(world):
    write_sidecar(world / "side", {"other": "http://w/scenes/2/1.png"})
    with pytest.raises(ValueError, match="wanted shards of the same world"):
        read(world)
