"""`softpa edit` turns red cars blue, and leaves the world around them as it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image
from pyarrow import parquet

from training.world import exact_edits, eye
from training.world.judged import judge_all

ROOT = Path(__file__).parents[2]
# The first plain red cars of this seed's scenes: on a beach, a table, grass, snow, in frost, snow, a garden, a park.
SEED, CARS = 41, [1393, 3825, 3872, 4233, 5896, 6164, 6227, 6892]
FLOOR = 80  # of SSIM-Mbar outside what is painted red; measured 87, of 95 that the autoencoder alone leaves


@pytest.fixture(scope="module")
def edits(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cars")
    wanted = [{"url": f"http://127.0.0.1/scenes/{SEED}/{car}.png", "slot": "colour", "word": "blue"} for car in CARS]
    (folder / "wanted.jsonl").write_text("".join(f"{json.dumps(wish)}\n" for wish in wanted))
    write = ["node", ROOT / "dist/data/world/write.js", "--out", folder, "--wanted", folder / "wanted.jsonl"]
    subprocess.run([*write, "--images", "--side", "64"], check=True)
    return exact_edits.read(folder)


@pytest.fixture(scope="module")
def judged(edits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edited")
    for edit in edits:
        Image.fromarray(edit.source_HW3).save(folder / f"{edit.key}.png")
    rows = [{"key": edit.key, "image": f"{edit.key}.png", "prompt": edit.prompt} for edit in edits]
    parquet.write_table(pa.Table.from_pylist(rows), folder / "edits.parquet")
    asked = [
        "--model",
        "ldm-mini",
        "--edits",
        folder / "edits.parquet",
        "--out",
        folder / "out",
        "--python",
        sys.executable,
    ]
    command = ["node", ROOT / "dist/pipeline/softpa.cjs", "edit", *asked, "strength=0.6", "steps=25", "guidance=3"]
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    edited = np.stack([np.asarray(Image.open(folder / "out" / f"{edit.key}.png")) for edit in edits])
    return judge_all(eye.load(ROOT / "data/models/judge-mini"), edits, edited)


def test_what_is_asked_is_a_blue_car_for_a_red_one(edits):
    assert all("red car" in edit.caption and "blue car" in edit.prompt for edit in edits)
    assert len(edits) == len(CARS)


def test_seven_of_eight_red_cars_become_blue_cars_at_the_same_place(judged):
    assert sum(one.success for one in judged) >= 7


def test_the_background_is_kept(judged):
    assert np.mean([one.ssim for one in judged]) >= FLOOR
