"""Evaluating editors on the world's edits: what the trivial editors score, and that no model has an advantage."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from training.world.evaluate import Settings, evaluate

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "data/models/ldm-mini"
EDITS = 24


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Of one model under two names; few steps, for the laws hold of any."""
    folder = tmp_path_factory.mktemp("evaluated")
    shutil.copytree(MODEL, folder / "twin")
    return Settings(
        models=f"{MODEL},{folder / 'twin'}",
        out=folder / "out",
        scenes=folder / "scenes",
        edited=folder / "edited",
        judge=ROOT / "data/models/judge-mini",
        edits=EDITS,
        steps=5,
        batch=8,
    )


@pytest.fixture(scope="module")
def table(settings):
    return evaluate(settings)


@pytest.fixture(scope="module")
def rows(table, settings):
    """By editor, in the order of the edits."""
    found = {}
    for row in parquet.read_table(settings.out / "edits.parquet").to_pylist():
        found.setdefault(row["editor"], []).append(row)
    return found


def mean(rows, name):
    return np.mean([row[name] for row in rows])


def test_a_copy_of_the_source_never_succeeds_and_keeps_everything(rows):
    assert mean(rows["copy of the source"], "success") == 0
    assert np.nanmin([row["ssim"] for row in rows["copy of the source"]]) == pytest.approx(100)


def test_an_autoencoder_alone_edits_nothing_and_keeps_less(rows):
    assert mean(rows["its autoencoder alone"], "success") == 0
    assert np.nanmean([row["ssim"] for row in rows["its autoencoder alone"]]) < 98


def test_the_judge_finds_exact_results_right(rows):
    assert mean(rows["exact result"], "success") >= 0.9
    assert np.nanmin([row["ssim"] for row in rows["exact result"]]) > 99
    assert min(row["psnr"] for row in rows["exact result"]) == np.inf


def test_the_same_model_under_two_names_makes_the_same_of_every_edit(rows):
    one, other = ([{**row, "editor": "", "picture": ""} for row in rows[name]] for name in ("ldm-mini", "twin"))
    np.testing.assert_equal(one, other)


def test_all_editors_are_judged_on_the_same_edits(rows):
    keys = [[(row["key"], row["target"]) for row in of_editor] for of_editor in rows.values()]
    assert [len(some) for some in keys] == [EDITS] * 5
    assert all(some == keys[0] for some in keys)


def test_a_cell_of_the_table_follows_from_the_rows(rows, settings):
    cells = json.loads((settings.out / "table.json").read_text())
    [cell] = [one for one in cells if (one["measure"], one["editor"], one["group"]) == ("success", "ldm-mini", "all")]
    assert cell["mean"] == pytest.approx(100 * mean(rows["ldm-mini"], "success"))


def test_new_combinations_have_a_column_of_their_own(rows, settings):
    cells = json.loads((settings.out / "table.json").read_text())
    counts = {one["n"] for one in cells if (one["measure"], one["group"]) == ("success", "new combination")}
    assert counts == {sum(row["held_out"] for row in rows["ldm-mini"])}


def test_each_model_is_compared_with_those_before_it(table):
    assert "| twin - ldm-mini | +0.0 [+0.0, +0.0] |" in table


def test_what_a_model_made_is_kept(table, settings):
    made = {path: path.stat().st_mtime_ns for path in settings.edited.rglob("*.png")}
    assert len(made) == 3 * EDITS
    assert evaluate(settings) == table
    assert {path: path.stat().st_mtime_ns for path in settings.edited.rglob("*.png")} == made
