import numpy as np
import pytest
import torch

from training.contract import ShardError
from training.given_masks import masks_of, read_masks, write_masks

Z0 = torch.zeros(2, 4, 3, 5)


def test_rows_get_the_masks_of_their_keys(tmp_path):
    M_hw = np.zeros((3, 5), bool)
    M_hw[1, 4] = True
    write_masks(tmp_path / "masks.parquet", {"a": M_hw, "b": ~M_hw})
    found = masks_of(read_masks(tmp_path / "masks.parquet"), ["b", "a"], Z0)
    assert torch.equal(found[1, 0], torch.from_numpy(M_hw).float()) and torch.equal(found[0], 1 - found[1])


@pytest.mark.parametrize(
    ("keys", "seen"), [(["c", "a"], "no mask of row c"), (["a", "b"], "a mask of 4 pixels of row b")]
)
def test_a_missing_or_wrong_mask_is_refused(tmp_path, keys, seen):
    write_masks(tmp_path / "masks.parquet", {"a": np.zeros((3, 5), bool), "b": np.zeros((2, 2), bool)})
    with pytest.raises(ShardError, match=f"^Saw {seen}"):
        masks_of(read_masks(tmp_path / "masks.parquet"), keys, Z0)


def test_a_file_that_is_no_parquet_is_refused(tmp_path):
    (tmp_path / "masks.parquet").write_text("no")
    with pytest.raises(ShardError, match="does not read as a Parquet file of key and mask"):
        read_masks(tmp_path / "masks.parquet")
