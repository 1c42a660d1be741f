"""A program ends with who started it."""

import os
import subprocess
import sys

from made import root

SLEEPER = """
import threading, time
from training.lifeline import hold_lifeline
hold_lifeline()
print(threading.active_count(), flush=True)
try:
    time.sleep(600)
except KeyboardInterrupt:
    raise SystemExit(130)
"""


def sleeper(**variables):
    return subprocess.Popen(
        [sys.executable, "-c", SLEEPER],
        cwd=root,
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_a_program_is_interrupted_when_its_lifeline_ends():
    process = sleeper(SOFTPA_LIFELINE="0")
    assert process.stdout.readline() == b"2\n"
    assert process.poll() is None
    process.communicate()
    assert process.returncode == 130


def test_a_program_without_a_lifeline_does_not_look_at_its_input():
    process = sleeper()
    assert process.stdout.readline() == b"1\n"
    process.kill()
    process.wait()
