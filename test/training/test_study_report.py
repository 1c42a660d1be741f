"""The report of a study whose jobs found what is written here."""

import json
import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from training.study import arms, blocks, drawings, tables
from training.study.answers import Evidence, answer
from training.study.blocks import Drawing, Heading, Table, Text
from training.study.plot import Line, plot
from training.study.questions import QUESTIONS
from training.study.settings import Settings

KINDS = ("object", "colour", "pattern", "place")
EDITS, NEAR = 80, 16


def edits():
    return [
        {"kind": KINDS[at % 4], "distance": float(at % 7) + (at < EDITS), "is_near": at >= EDITS}
        for at in range(EDITS + NEAR)
    ]


def write_job(settings, arm, seed, chance, slope=0.0):
    """An arm that succeeds so often at strength .6, 10 points less or more beside it, and whose change follows distance."""
    draw = np.random.default_rng([seed, len(arm.name)])
    rows = []
    for strength, more, ssim in ((0.4, -0.2, 84), (0.5, -0.1, 80), (0.6, 0.0, 76), (0.7, 0.1, 72), (0.8, 0.15, 66)):
        for number, edit in enumerate(edits()):
            if strength == 0.6 or not edit["is_near"]:
                change = slope * edit["distance"] + draw.normal(0, 2)
                success = bool(draw.random() < chance + more)
                rows.append({
                    "set": "test", "edit": number, "strength": strength, "success": success, "sees_target": success,
                    "ssim": ssim + draw.normal(0, 1), "psnr": 18.0, "change": change,
                })  # fmt: skip
    folder = settings.out / "jobs" / f"{arm.name}-{seed}"
    folder.mkdir(parents=True)
    parquet.write_table(pa.Table.from_pylist(rows), folder / "edits.parquet")
    cost = {"wall_s": 1.0, "cpu_s": 1.0}
    told = {**arms.facts(settings, arms.Job(arm, seed, ("test",))), "costs": {"training": cost, "evaluation": cost}}
    (folder / "job.json").write_text(json.dumps({**told, "stopped": None}))


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    settings = Settings(out=tmp_path_factory.mktemp("study"), edits=EDITS, near=NEAR)
    write_job(settings, arms.NONE, 0, 0.5)
    for seed in range(8):
        for arm, chance, slope in ((arms.SOURCE, 0.5, 0), (arms.CL_PA, 0.7, 0), (arms.OURS, 0.7, 3)):
            write_job(settings, arm, seed, chance, slope)
    return Evidence(settings, edits())


def answered(evidence, name):
    return answer(evidence, next(question for question in QUESTIONS if question.name == name))


def test_a_difference_that_is_there_is_answered_with_yes(evidence):
    found = answered(evidence, "1b")
    assert (found.verdict, found.seeds) == ("yes", tuple(range(8)))
    assert found.interval.low < 20 < found.interval.high


def test_a_difference_that_is_not_there_is_not_answered_with_yes(evidence):
    assert answered(evidence, "2").verdict != "yes"


def test_a_change_that_grows_with_distance_is_found(evidence):
    assert answered(evidence, "3").verdict == "yes" and answered(evidence, "3b").verdict == "yes"


def test_what_has_not_run_has_no_answer(evidence):
    assert answered(evidence, "7") is None
    question = next(question for question in QUESTIONS if question.name == "7")
    assert tables.questions([(question, None)]).rows[0][2] == "has not run yet"


def test_what_only_the_world_knows_cannot_be_asked_without_it(evidence):
    without = Evidence(replace(evidence.settings, judge=None), evidence.edits)
    question = next(question for question in QUESTIONS if question.name == "3")
    assert answer(without, question) is None
    assert tables.questions([(question, None)], False).rows[0][2] == "cannot be asked without the closed world"


def test_the_ablation_has_the_papers_figures_beside_ours(evidence):
    table = tables.ablation(evidence)
    row = next(row for row in table.rows if row[0] == "Soft-CL + Soft-PA")
    assert row[1] == "0-7" and row[-1] == "78.19 · 133 · 70.39"
    assert re.match(r"^\d\d\.\d \[\d\d\.\d, \d\d\.\d\]$", row[2])


def test_a_page_says_everything_that_markdown_says():
    some = [
        Heading("One & two"),
        Text("**bold** < `code`"),
        Table(["a"], [["**1**"]]),
        Drawing("<svg></svg>", "A line"),
    ]
    page, twin = blocks.page("Title", some), blocks.markdown("Title", some)
    for text in ("<h2>One &amp; two</h2>", "<b>bold</b> &lt; <code>code</code>", "<td><b>1</b></td>", "<svg></svg>"):
        assert text in page
    for text in ("# Title", "## One & two", "| a |\n| --- |\n| **1** |", "*A line (in report.html)*"):
        assert text in twin


def test_curves_have_a_line_for_each_arm_that_ran(evidence):
    svg = drawings.curves(evidence, (arms.NONE, arms.OURS, arms.PRES))
    assert svg.count("<path d=") == 4 and "L_LDM + L_pres" not in svg


def test_a_plot_spans_its_points():
    svg = plot([Line("a", [(1, 10), (3, 30)])], "x", "y")
    assert 'aria-label="y against x"' in svg and ">20<" in svg and ">2<" in svg and "nan" not in svg


def test_seeds_are_told_as_a_range_only_where_none_is_missing():
    assert [tables.seeds_text(seeds) for seeds in ((0, 1, 2), (0, 2), (5,))] == ["0-2", "0, 2", "5"]
