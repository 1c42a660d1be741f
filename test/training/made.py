"""Shards that today's code makes, for the tests of the trainer."""

import functools
import subprocess
from pathlib import Path

import pyarrow.parquet as pq

from training.loader import Loader, LoaderOptions

SIDE = 32

root = Path(__file__).parent.parent.parent


@functools.cache
def trainer_shards() -> Path:
    """A folder with the datasets `laion` (images and prompts) and `augment` (no images)."""
    script = root / "dist/test/support/trainer-shards.js"
    return Path(subprocess.run(["node", script], check=True, stdout=subprocess.PIPE, text=True).stdout.strip())


def load(source, rank=0, ranks=1, state=None, **options):
    wanted = {"batch_size": 16, "side": SIDE, "window": 20, "workers": 0, "epochs": 1, **options}
    loader = Loader([str(source)], LoaderOptions(**wanted), rank, ranks)
    if state:
        loader.load_state_dict(state)
    return loader


def tables(laion):
    return [pq.read_table(path) for path in sorted(laion.glob("data/*.parquet"))]
