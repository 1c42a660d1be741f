"""The table of an evaluation says what its rows say."""

import numpy as np

from training.world.evaluation_table import describe


def rows(editor, success, ssim, psnr=20.0):
    kinds = ["colour", "object", "colour", "place"]
    return [
        {
            "editor": editor,
            "kind": kind,
            "held_out": n == 3,
            "success": s,
            "sees_target": True,
            "ssim": q,
            "psnr": psnr,
        }
        for n, (kind, s, q) in enumerate(zip(kinds, success, ssim, strict=True))
    ]


ROWS = [
    *rows("none", [False, True, False, False], [60.0, 70.0, 80.0, np.nan]),
    *rows("tuned", [True, True, False, True], [61.0, 72.0, 83.0, np.nan]),
    *rows("exact", [True] * 4, [100.0] * 4, np.inf),
]


def table_of(title):
    """{row: {column: what its cell says}} of one measure."""
    _, _, after = describe(ROWS, ["none", "tuned"]).partition(title)
    lines = after.partition("**\n\n")[2].partition("\n\n")[0].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(table[0][1:], row[1:], strict=True)) for row in table[2:]}


def means(row):
    return {column: cell.partition(" ")[0] for column, cell in row.items()}


def test_a_cell_is_the_mean_over_the_edits_of_its_kind():
    found = means(table_of("Success")["none"])
    assert found == {
        "all": "25.0",
        "object": "100.0",
        "colour": "0.0",
        "pattern": "-",
        "place": "0.0",
        "new combination": "0.0",
    }


def test_differences_are_those_of_the_same_edits():
    found = table_of("SSIM-Mbar")["tuned - none"]
    # 1, 2 and 3 more: of paired edits no draw lies outside, though the values themselves are 20 apart.
    assert means(found)["all"] == "+2.0"
    low, high = (float(bound) for bound in found["all"].partition("[")[2].strip("]").split(","))
    assert 1 <= low <= 2 <= high <= 3


def test_an_edit_whose_mask_leaves_nothing_has_no_similarity():
    assert table_of("SSIM-Mbar")["none"]["place"] == "-"


def test_the_exact_result_is_infinitely_near():
    assert table_of("PSNR")["exact"]["all"] == "∞"


def test_it_says_how_many_edits_there_are_of_each_kind():
    assert describe(ROWS, ["none"]).startswith(
        "Edits: all 4 · object 1 · colour 2 · pattern 0 · place 1 · new combination 1."
    )
