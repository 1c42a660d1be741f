"""Batches of the torch sessions that memory does not hold at once."""

import pytest
import torch

from stages.models.torch.halving import Halving


def network(most, seen):
    """Answers rows of ids as wide as the longest text among them, and runs out of memory beyond `most` rows."""

    def run(rows):
        lengths = rows["length"]
        seen.append(len(lengths))
        if len(lengths) > most:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        width = int(lengths.max())
        ids = torch.where(torch.arange(width) < lengths.unsqueeze(1), rows["id"].unsqueeze(1), 0)
        return {"ids": ids, "lengths": lengths, "scores": rows["id"].float()}

    return run


ROWS = {"id": torch.arange(1, 14), "length": torch.tensor([3, 1, 2, 5, 4, 4, 1, 2, 2, 3, 1, 1, 6])}


@pytest.mark.parametrize("most", [1, 2, 3, 6, 12])
def test_a_batch_in_pieces_answers_the_rows_of_a_whole_one(most):
    whole = network(13, [])(ROWS)
    answer = Halving().run(network(most, []), ROWS)
    assert int(answer["pieces"]) > 1
    assert torch.equal(answer["lengths"], whole["lengths"])
    assert torch.equal(answer["scores"], whole["scores"])
    for row, length in enumerate(whole["lengths"].tolist()):
        assert torch.equal(answer["ids"][row, :length], whole["ids"][row, :length])


def test_a_batch_that_fits_is_not_touched_and_says_nothing():
    answer = Halving().run(network(13, seen := []), ROWS)
    assert seen == [13]
    assert "pieces" not in answer


def test_the_size_that_fitted_is_kept_for_the_batches_that_follow():
    halving = Halving()
    halving.run(network(4, []), ROWS)
    halving.run(network(4, seen := []), ROWS)
    assert max(seen) <= 4


def test_a_single_row_that_does_not_fit_is_an_error_and_so_is_anything_else():
    with pytest.raises(torch.OutOfMemoryError):
        Halving().run(network(0, []), ROWS)
    with pytest.raises(RuntimeError, match="shapes"):
        Halving().run(lambda rows: (_ for _ in ()).throw(RuntimeError("shapes do not fit")), ROWS)
