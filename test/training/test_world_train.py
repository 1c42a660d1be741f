"""world:train does what is not done, in order, a few at a time, and says where to look when something fails."""

import dataclasses
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from training.world import board, lanes, train
from training.world.lanes import Failed, Task

ROOT = Path(__file__).parents[2]
CAPTIONS = ROOT.parent / "shared/fixtures/captions"
COCO = CAPTIONS / "coco_captions_val2017.json"
SCRIPTS = ["bert", "blip", "clip", "judge", "ldm", "vae"]


def noted(folder: Path, name: str, *needs: str, seconds: float = 0.0, settings: dict | None = None, **more) -> Task:
    """Writes to a common file when it begins and when it ends."""
    program = f"""
import sys, time
note = lambda what: open({str(folder / "notes")!r}, "a").write(what + " " + " ".join(sys.argv[1:]) + "\\n")
note("begin {name}"); time.sleep({seconds}); note("end {name}")
"""
    command = [sys.executable, "-c", program]
    return Task(name, command, folder / "notes", needs, settings or {}, **more)


def notes(folder: Path) -> list[str]:
    """What was noted since it was asked last."""
    path = folder / "notes"
    lines = [line.strip() for line in path.read_text().splitlines()]
    path.write_text("")
    return lines


def run(tasks: list[Task], folder: Path, count: int = 2) -> lanes.State:
    return lanes.run(tasks, folder / "work", count, lambda state: None)


def test_a_task_begins_when_what_it_needs_has_ended(tmp_path):
    run([noted(tmp_path, "a", seconds=0.3), noted(tmp_path, "b", "a"), noted(tmp_path, "c", "b")], tmp_path)
    assert notes(tmp_path) == ["begin a", "end a", "begin b", "end b", "begin c", "end c"]


def test_no_more_tasks_run_at_a_time_than_there_are_lanes(tmp_path):
    run([noted(tmp_path, name, seconds=0.2) for name in "abcd"], tmp_path, count=1)
    assert notes(tmp_path) == [f"{what} {name}" for name in "abcd" for what in ("begin", "end")]


def test_what_is_finished_is_skipped(tmp_path):
    tasks = [noted(tmp_path, "a"), noted(tmp_path, "b", "a")]
    run(tasks, tmp_path)
    notes(tmp_path)
    state = run(tasks, tmp_path)
    assert notes(tmp_path) == []
    assert state.skipped == {"a", "b"}


def test_a_changed_setting_redoes_its_task_and_what_needs_it(tmp_path):
    def tasks(rate: float) -> list[Task]:
        return [
            noted(tmp_path, "a"),
            noted(tmp_path, "b", "a", settings={"rate": rate}),
            noted(tmp_path, "c", "b"),
            noted(tmp_path, "d", "a"),
        ]

    run(tasks(1.0), tmp_path)
    notes(tmp_path)
    run(tasks(2.0), tmp_path)
    assert notes(tmp_path) == ["begin b", "end b", "begin c", "end c"]


def test_what_was_made_and_then_taken_away_is_made_again(tmp_path):
    run([noted(tmp_path, "a")], tmp_path)
    (tmp_path / "notes").unlink()
    run([noted(tmp_path, "a")], tmp_path)
    assert notes(tmp_path) == ["begin a", "end a"]


def test_a_training_goes_on_from_its_own_checkpoint_and_never_from_one_of_other_settings(tmp_path):
    given = []
    for steps in ("10", "10", "20"):
        run([noted(tmp_path, "a", settings={"steps": steps}, resumes=True)], tmp_path)
        given.append(notes(tmp_path)[0].split("checkpoint=")[1])
        (tmp_path / "work/a.done").unlink()
    assert given[0] == given[1] != given[2]


def test_a_failure_names_the_log_and_its_last_line_and_stops_the_others(tmp_path):
    fails = Task("b", [sys.executable, "-c", "raise SystemExit('no such world')"], tmp_path / "b")
    (tmp_path / "notes").touch()
    with pytest.raises(Failed, match=r"b ended with 1; .*work/b\.log ends with: no such world"):
        run([noted(tmp_path, "a", seconds=600), fails], tmp_path)
    assert "end a" not in notes(tmp_path)


def test_the_table_tells_of_each_task_what_it_waits_for_or_how_long_it_took(tmp_path):
    seen = []
    tasks = [noted(tmp_path, "a", seconds=0.6), noted(tmp_path, "b", "a")]
    end = lanes.run(tasks, tmp_path / "work", 2, lambda state: seen.append(board.lines(state)))
    assert seen[0][0].split()[0] == "a"
    assert seen[0][1].split() == ["b", "waits", "for", "a"]
    assert [line.split()[1:3] for line in board.lines(end)] == [["done,", "in"]] * 2


def test_all_that_a_task_needs_stands_before_it():
    before: set[str] = set()
    for task in train.tasks(train.Settings(), {}):
        assert before.issuperset(task.needs)
        before.add(task.name)
    assert before.issuperset(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_settings_are_read_from_the_source_as_python_reads_them(script):
    settings = importlib.import_module(f"training.world.{script}").Settings
    assert list(train.declared(script)) == [field.name for field in dataclasses.fields(settings)]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("ldm.stepz=4", "Saw ldm.stepz=4, wanted one of: ldm.shards"),
        ("lstm.steps=4", "Saw settings of lstm, wanted them of: bert, blip, clip, judge, ldm, vae."),
        ("coco=nowhere.json", "nowhere.json is not there: bert-mini learns from COCO's captions_val2017.json"),
    ],
)
def test_wrong_use_is_refused_in_a_sentence_before_anything_begins(argument, said, tmp_path, capsys):
    readme = ROOT / "README.md"
    given = [f"coco={readme}", f"conceptual={readme}", f"work={tmp_path / 'work'}", argument]
    with pytest.raises(SystemExit, match="2"):
        train.train(*train.parse(given))
    assert capsys.readouterr().err.startswith(said)
    assert not (tmp_path / "work").exists()


@pytest.mark.slow
@pytest.mark.skipif(not CAPTIONS.exists(), reason="the captions of COCO and Conceptual Captions are not here")
def test_all_models_are_made_from_nothing_load_and_are_scored(tmp_path):
    steps = [f"{script}.steps=3" for script in ("vae", "clip", "judge", "ldm", "blip")]
    captions = [f"coco={COCO}", f"conceptual={CAPTIONS / 'cc3m_Validation_GCC-1.1.0.tsv'}"]
    small = ["scenes=300", "texts=200", "scored=120", *steps, "bert.gloss_epochs=0", "bert.caption_epochs=1"]
    given = [*captions, f"work={tmp_path / 'work'}", f"out={tmp_path / 'models'}", *small]

    def command(module: str, *arguments: str) -> subprocess.CompletedProcess:
        called = [sys.executable, "-m", f"training.world.{module}", *arguments]
        return subprocess.run(called, check=False, cwd=ROOT, capture_output=True, text=True)

    made = command("train", *given)
    assert made.returncode == 0, made.stderr
    assert command("train", *given).stdout.count("was done before") == 10
    scored = command(
        "verify", f"coco={COCO}", f"models={tmp_path / 'models'}", f"work={tmp_path / 'work'}", "scenes=120"
    )
    assert scored.returncode == 1  # three steps teach nobody
    for model in ("bert-mini", "clip-mini", "blip-mini", "judge-mini", "ldm-mini"):
        assert f"{model}\n| what | bar | reached |" in scored.stdout
