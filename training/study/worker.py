"""A process of one thread that does a study's jobs, one after the other, beside others that do the same.

A job belongs to whoever holds its lock, which dies with its holder: who is killed leaves it to the others, or to the next start.
"""

import sys
import time
from collections.abc import Sequence

import torch

from training import checkpoint
from training.settings import read
from training.study import arms, job
from training.study.arms import Job
from training.study.instruments import Instruments
from training.study.settings import Settings, resolved
from training.study.tuning import tuned_arm

PAUSE_S = 2.0


def work(settings: Settings) -> None:
    """Until all jobs are done: by this process, or by another."""
    torch.set_num_threads(1)
    instruments = Instruments(settings)
    work_through(instruments, arms.first_jobs(settings))
    work_through(instruments, arms.last_jobs(settings, tuned_arm(settings)))


def work_through(instruments: Instruments, jobs: Sequence[Job]) -> None:
    settings = instruments.settings
    while left := [one for one in jobs if not job.is_done(settings, one)]:
        if not any(attempt(instruments, one, jobs) for one in left):
            time.sleep(PAUSE_S)


def attempt(instruments: Instruments, one: Job, jobs: Sequence[Job]) -> bool:
    """Does a job, unless another process is at it; whether it was done here."""
    settings = instruments.settings
    try:
        with checkpoint.claimed(settings.out / "claims" / one.name):
            if job.is_done(settings, one):
                return False
            job.do(instruments, one)
    except checkpoint.Claimed:
        return False
    done = sum(job.is_done(settings, other) for other in jobs)
    print(f"{one.name}: done, {done} of {len(jobs)}", file=sys.stderr, flush=True)
    return True


if __name__ == "__main__":
    work(resolved(read(Settings)))
