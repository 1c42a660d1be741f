import pyarrow as pa
import pytest
from pyarrow import parquet

from training.study import found
from training.study.plan import StudyError
from training.study.settings import Settings


@pytest.fixture
def settings(tmp_path):
    """Of which 3 + 2 + 3 rows are held out in two files."""
    folder = tmp_path / "shards" / "edits" / "data"
    folder.mkdir(parents=True)
    for name, rows in [("train-0.parquet", 5), ("train-1.parquet", 3)]:
        parquet.write_table(pa.table({"key": [str(row) for row in range(rows)]}), folder / name)
    return Settings(out=tmp_path, edits=3, validation=2)


def test_as_many_rows_as_the_sets_of_edits_want_are_enough(settings):
    found.check(settings)


def test_one_row_too_few_is_said_before_anything_is_trained(settings):
    more = Settings(out=settings.out, edits=3, validation=3)
    with pytest.raises(StudyError, match=r"^Saw 8 rows held out for edits, .* wanted 9, .*: give more data, or lower"):
        found.check(more)
