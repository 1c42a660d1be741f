"""The table of an evaluation says what its rows say."""

import json

import numpy as np
import pytest

from training.evaluation import report, table
from training.evaluation.figures import ALL
from training.evaluation.measures import MEASURES, EditFacts
from training.evaluation.scores import Scored

KINDS = ["colour", "object", "colour", "place"]
NOT_KNOWN = np.full(4, np.nan)


def scored(ssim, psnr=20.0, change=(1, 2, 3, 4), **other):
    columns = {name: NOT_KNOWN for name in ("clip_score", "r_precision", "mask_auc", "mask_gain")}
    given = {"ssim": ssim, "psnr": [psnr] * 4, "change": change, **other}
    return Scored({**columns, **{name: np.array(values, np.float64) for name, values in given.items()}})


FACTS = EditFacts(np.array([0.2, 0.5, 0.7, np.nan]), np.array(KINDS))
SCORED = {
    "none": scored([60, 70, 80, np.nan]),
    "tuned": scored([61, 72, 83, np.nan], change=(1, 1, 1, 1)),
    "exact": scored([100, 100, 100, np.nan], np.inf),
}
FOUND = report.all_figures(MEASURES, FACTS, SCORED, report.kinds_of(FACTS), [("none", "tuned")])
TOLD = report.markdown("# Head", MEASURES, FOUND, list(SCORED))


def table_of(short):
    """{row: {column: what its cell says}} of one measure."""
    lines = TOLD.partition(f"**{short}**")[2].partition("\n\n")[2].partition("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[2:]}


def means(row):
    return {column: cell.partition(" ")[0] for column, cell in row.items()}


def test_a_cell_is_the_mean_over_the_edits_of_its_kind_that_have_what_is_asked():
    assert means(table_of("SSIM-Mbar")["none"]) == {
        "all (3)": "70.0",
        "colour (2)": "70.0",
        "object (1)": "70.0",
        "place (0)": "-",
    }


def test_differences_are_those_of_the_same_edits():
    found = table_of("SSIM-Mbar")["tuned - none"]
    # 1, 2 and 3 more: of paired edits no draw lies outside, though the values themselves are 20 apart.
    assert means(found)["all (3)"] == "+2.0"
    low, high = (float(bound) for bound in found["all (3)"].partition("[")[2].strip("]").split(","))
    assert 1 <= low <= 2 <= high <= 3


def test_the_exact_result_is_infinitely_near():
    assert table_of("PSNR")["exact"]["all (4)"] == "∞"


def test_a_measure_that_no_edit_has_is_left_out_and_the_table_says_why():
    assert "**CLIPScore**" not in TOLD
    assert "- `clip_score` is left out: no clip= was named." in TOLD.splitlines()


def test_a_row_without_any_figure_is_no_row():
    # Tuned changes all edits alike.
    assert [*table_of("Response")] == ["none", "exact"]


def test_the_summary_has_a_row_for_each_editor_and_a_column_for_each_measure():
    lines = [line for line in TOLD.splitlines() if line.startswith("| none |")]
    assert lines[0].startswith("| none | 70.0 ± ")
    assert "| all edits | SSIM-Mbar | PSNR | Response |" in TOLD


def test_the_standard_error_is_that_of_the_mean():
    values = np.random.default_rng(0).normal(50, 9, 200)
    many = EditFacts(np.full(200, np.nan), np.array(["a"] * 200))
    one = {"one": Scored({name: values for name in scored([0] * 4).columns})}
    [ssim] = [
        figure
        for figure in report.all_figures(MEASURES, many, one, report.kinds_of(many), [])
        if figure.measure == "ssim" and figure.group == ALL
    ]
    assert ssim.error == pytest.approx(values.std() / np.sqrt(200), rel=0.05)


def test_json_has_the_same_figures_and_no_number_that_json_has_not():
    stored = json.loads(json.dumps(table.as_json(FOUND), allow_nan=False))
    [cell] = [
        one
        for one in stored
        if (one["measure"], one["editor"], one["minus"], one["group"]) == ("ssim", "tuned", "none", "all")
    ]
    assert (cell["n"], round(cell["mean"], 6)) == (3, 2)
    [infinite] = [one for one in stored if (one["measure"], one["editor"], one["group"]) == ("psnr", "exact", "all")]
    assert infinite["mean"] is None
