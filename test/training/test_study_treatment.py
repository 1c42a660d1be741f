import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from training.study import arms, treatment
from training.study.plan import StudyError
from training.study.settings import Settings

LOOKS = {"red": "red", "scarlet": "red", "blue": "blue"}


def write(settings, name, seed, distances, words=("scarlet", "blue"), keys=("a", "b")):
    """Rows of two prompts at these distances to the caption."""
    matrix = np.eye(3)
    matrix[0, 1:] = matrix[1:, 0] = 1 - np.array(distances)
    row = {
        "caption": "a red car",
        "slot_word": "red",
        "prompts": [{"word": word} for word in words],
        "similarity_matrix": matrix.tolist(),
    }
    folder = arms.shards(settings, name, seed) / "data"
    folder.mkdir(parents=True)
    parquet.write_table(pa.Table.from_pylist([{"key": key, **row} for key in keys]), folder / "train.parquet")


@pytest.fixture
def settings(tmp_path):
    return Settings(out=tmp_path, many=1, few=1, fresh=0)


def test_the_treatment_is_told_in_range_gap_and_near_synonyms(settings):
    write(settings, "pa", 0, (0.2, 0.3), words=("blue", "blue"))
    write(settings, "soft-pa", 0, (0.1, 0.5))
    found = treatment.check(settings, LOOKS)
    assert found["soft-pa"].range == pytest.approx(0.4) and found["pa"].range == pytest.approx(0.1)
    assert (found["pa"].near, found["soft-pa"].near) == (0, 100)


def test_nothing_is_trained_where_soft_pa_hardly_widens_the_range(settings):
    write(settings, "pa", 0, (0.2, 0.5))
    write(settings, "soft-pa", 0, (0.1, 0.5))
    with pytest.raises(StudyError, match=r"^Soft-PA's distance range is 1\.33 times PA's, wanted 1\.4 times or more"):
        treatment.check(settings, LOOKS)


def test_rows_that_differ_are_refused(settings):
    write(settings, "pa", 0, (0.2, 0.3))
    write(settings, "soft-pa", 0, (0.1, 0.5), keys=("a", "c"))
    with pytest.raises(StudyError, match="^PA and Soft-PA of seed 0 are not of the same rows"):
        treatment.check(settings, LOOKS)
