import dataclasses
import json
from pathlib import Path

import pytest

from training.study import arms, plan
from training.study.job import making_of
from training.study.plan import StudyError
from training.study.settings import MATCHED, Settings, resolved

root = Path(__file__).parents[2]


def settings(out, **told):
    return Settings(out=out, model=root / "data/models/ldm-mini", **told)


def test_questions_settings_and_jobs_are_written_before_anything_runs(tmp_path):
    plan.register(settings(tmp_path))
    told = json.loads((tmp_path / "study.json").read_text())
    assert len(told["questions"]) > 10 and told["settings"]["lambda_dis"] == 0.05 and len(told["jobs"]) > 60


def test_the_same_study_may_go_on_with_more_processes(tmp_path):
    first = plan.register(settings(tmp_path))
    assert plan.register(settings(tmp_path, processes=4)) == first


def test_another_study_is_refused_in_the_same_folder(tmp_path):
    plan.register(settings(tmp_path))
    with pytest.raises(
        StudyError, match=r"^\S+study\.json was registered with another settings, prompt_seeds, jobs: name another out="
    ):
        plan.register(settings(tmp_path, many=4))


def test_every_job_has_a_name_and_a_folder_in_the_making_of_its_own():
    some = settings(Path("out"))
    jobs = arms.first_jobs(some) + arms.last_jobs(some, arms.sweep(some)[0])
    assert len({job.name for job in jobs}) == len(jobs)
    assert len({making_of(some, job) for job in jobs}) == len(jobs)


def test_the_first_jobs_answer_the_first_questions():
    names = [job.arm.name for job in arms.first_jobs(settings(Path("out")))[:6]]
    assert names == ["none", "ldm-source", "cl-pa", "soft-cl-soft-pa", "soft-cl-pa", "cl-soft-pa"]


def test_arms_of_a_seed_differ_in_what_they_say_alone():
    some = settings(Path("out"))
    for job in arms.first_jobs(some):
        if not job.arm.is_trained:
            continue
        plain = arms.training(some, dataclasses.replace(job, arm=arms.Arm(job.arm.name, "", job.arm.prompts)), None)
        told = arms.training(some, job, None)
        differing = {f.name for f in dataclasses.fields(told) if getattr(told, f.name) != getattr(plain, f.name)}
        assert differing == {name for name, value in job.arm.says.items() if value != getattr(plain, name)}


def test_the_quick_form_keeps_what_is_said_of_it():
    quick = resolved(settings(Path("out"), quick=True, edits=7))
    assert (quick.edits, quick.steps) == (7, 12)


def test_the_matched_strength_has_neighbours_on_both_sides():
    for quick in (False, True):
        nearest = resolved(settings(Path("out"), quick=quick)).nearest_levels
        assert nearest[0] < MATCHED < nearest[-1]
