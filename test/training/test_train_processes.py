"""Several processes take the same steps as one."""

import os
import subprocess
import sys

import pytest
from made import root
from test_train_resumed import spelled
from trained import losses, settings, trained

from training.settings import plain


def launched(out, processes, **changed):
    """A run of this many processes on this machine, as `accelerate launch` and torchrun start them."""
    given = [f"{name}={spelled(value)}" for name, value in plain(settings(out, **changed)).items()]
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([*launch, "-m", "training.train", *given], cwd=root, env=environment, check=True)
    return out


def test_two_processes_take_the_steps_of_one_and_one_goes_on_where_two_stopped(tmp_path, fresh_accelerator):
    changed = {"ema": 0.9, "text_dropout": 0.3, "pairs": "one", "save_every": 2}
    one = trained(tmp_path / "one", steps=4, **changed)
    two = launched(tmp_path / "two", 2, steps=2, **changed)
    trained(two, steps=4, **changed)
    assert len(losses(two)) == 4
    for a, b in zip(losses(one), losses(two), strict=True):
        assert a == pytest.approx(b, rel=1e-3)
