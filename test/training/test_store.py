"""Shards in an object store: the trainer reads them through fsspec, as from a disk."""

import logging

import fsspec
import pytest
import torch
from made import load, trainer_shards
from moto.server import ThreadedMotoServer

from training.contract import ShardError
from training.shards import open_shards


@pytest.fixture(scope="module")
def stored():
    """The dataset `laion`, on the disk and in a store."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "anybody")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "anything")
        environment.setenv("AWS_REGION", "us-east-1")
        store = fsspec.filesystem("s3", skip_instance_cache=True)
        store.mkdir("shards")
        folder = trainer_shards() / "laion"
        store.put(str(folder / "data"), "shards/laion/data", recursive=True)
        yield folder, "s3://shards/laion"
    server.stop()


def rows(batches):
    batches = list(batches)
    keys = [key for batch in batches for key in batch["key"]]
    return keys, torch.cat([batch["pixel_values_B3HW"] for batch in batches])


def test_a_store_gives_the_batches_that_a_disk_gives_whoever_reads_them(stored):
    here, there = stored
    keys, pixels = rows(load(here))
    assert len(keys) > 20
    for source, workers in ((there, 0), (there, 2), (f"{there}/data/*.parquet", 2)):
        stored_keys, stored_pixels = rows(load(source, workers=workers))
        assert stored_keys == keys
        assert torch.equal(stored_pixels, pixels)


def test_a_run_goes_on_from_a_store_where_it_stopped_on_a_disk(stored):
    here, there = stored
    assert open_shards([str(here)]).digest == open_shards([there]).digest


def test_an_empty_prefix_of_a_store_is_one_sentence(stored):
    with pytest.raises(ShardError, match="names no Parquet file: wanted a shard, a glob, or the folder"):
        load("s3://shards/nothing")
