"""Tasks that wait for one another, a few at a time: which are done, which may begin, what they say meanwhile.

A task is done where its mark in `folder` carries its digest: of its command, its settings, and the digests of what it
needs. So a finished task is skipped until something changed that it was made of, and what stopped goes on.
"""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Task:
    name: str
    command: Sequence[str]
    makes: Path  # what is there when it is done
    needs: Sequence[str] = ()
    settings: dict = field(default_factory=dict)  # that the command has beside its arguments: its defaults
    resumes: bool = False  # whether the command takes a `checkpoint=`, from which it goes on


@dataclass
class Lane:
    """A task under way."""

    task: Task
    process: subprocess.Popen
    log: Path
    began_s: float


@dataclass
class State:
    """How far the tasks are. Times are of the monotonic clock."""

    tasks: Sequence[Task]
    skipped: set[str]
    took_s: dict[str, float]
    lanes: list[Lane]

    def done(self) -> set[str]:
        return self.skipped | set(self.took_s)


class Failed(Exception):
    """A task ended with an error; the message names it and its log."""


def digests(tasks: Sequence[Task]) -> dict[str, str]:
    """What each task is made of, as a hash; `tasks` stand behind what they need."""
    found: dict[str, str] = {}
    for task in tasks:
        made_of = [list(task.command), task.settings, [found[need] for need in task.needs]]
        found[task.name] = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]
    return found


def run(tasks: Sequence[Task], folder: Path, lanes: int, show: Callable[[State], None]) -> State:
    """Does what is not done, the first in the list first, at most `lanes` at a time; `show` is called twice a second.

    Raises Failed where a task fails; the others are stopped then, as they are by an interrupt.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = digests(tasks)
    state = State(tasks, {task.name for task in tasks if is_done(task, folder, wanted[task.name])}, {}, [])
    try:
        while len(state.done()) < len(tasks):
            state.lanes = [lane for lane in state.lanes if not has_ended(lane, state, folder, wanted)]
            for task in ready(state)[: lanes - len(state.lanes)]:
                state.lanes.append(begin(task, folder, wanted[task.name]))
            show(state)
            time.sleep(0.5)
    finally:
        for lane in state.lanes:
            lane.process.terminate()
            lane.process.wait()
    return state


def ready(state: State) -> list[Task]:
    busy, done = {lane.task.name for lane in state.lanes}, state.done()
    return [task for task in state.tasks if task.name not in busy | done and done.issuperset(task.needs)]


def begin(task: Task, folder: Path, digest: str) -> Lane:
    log = folder / f"{task.name}.log"
    # Other settings have another checkpoint: nothing goes on from what it was not.
    checkpoint = [f"checkpoint={folder / f'{task.name}-{digest}.pt'}"] if task.resumes else []
    with open(log, "w") as file:
        process = subprocess.Popen(
            [*task.command, *checkpoint],
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    return Lane(task, process, log, time.monotonic())


def has_ended(lane: Lane, state: State, folder: Path, wanted: dict[str, str]) -> bool:
    code = lane.process.poll()
    if code is None:
        return False
    if code != 0:
        raise Failed(f"{lane.task.name} ended with {code}; {lane.log} ends with: {last_line(lane.log)}")
    state.took_s[lane.task.name] = time.monotonic() - lane.began_s
    mark(lane.task, folder).write_text(wanted[lane.task.name])
    return True


def mark(task: Task, folder: Path) -> Path:
    return folder / f"{task.name}.done"


def is_done(task: Task, folder: Path, digest: str) -> bool:
    marked = mark(task, folder)
    return task.makes.exists() and marked.exists() and marked.read_text() == digest


def last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "nothing"
