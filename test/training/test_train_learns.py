"""What a training is for, seen on 32 images and the tiny model: fit, hold the background, part the prompts."""

import pyarrow.parquet as pq
import pytest
from made import trainer_shards
from trained import log, trained

pytestmark = pytest.mark.usefixtures("fresh_accelerator")

LONG = {"steps": 60, "batch_size": 16, "accumulate": 1, "rate": 3e-3, "save_every": 60, "text_dropout": 0.0}


@pytest.fixture(scope="module")
def few_images(tmp_path_factory):
    """A shard of 32 rows."""
    file = tmp_path_factory.mktemp("few") / "few.parquet"
    pq.write_table(pq.read_table(min((trainer_shards() / "laion/data").glob("*.parquet"))).slice(0, 32), file)
    return str(file)


def mean_of(lines, name):
    return sum(line[name] for line in lines) / len(lines)


@pytest.mark.slow
def test_32_images_are_fitted_held_and_parted(tmp_path, few_images):
    lines = log(trained(tmp_path, data=few_images, lambda_dis=0.5, lambda_pres=0.5, **LONG))
    first, last = lines[:3], lines[-10:]
    assert mean_of(last, "ldm") < 0.5 * mean_of(first, "ldm")
    assert mean_of(last, "pres") < 0.5 * mean_of(first, "pres")
    assert mean_of(last, "distance") > 2 * mean_of(first, "distance")
