"""Runs a command on the first N cores and writes what its whole process tree used: CPU, wall time, memory. Linux.

usage: python3 measure.py REPORT.json CORES COMMAND [ARGUMENT ...]
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.05


def descendants() -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                parent = int(stat.read().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we were looking
        children.setdefault(parent, []).append(int(entry))
    found, queue = [], [os.getpid()]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def resident_bytes() -> int:
    """Sum over the tree; pages that processes share count once for each."""
    pages = 0
    for pid in descendants():
        try:
            with open(f"/proc/{pid}/statm") as statm:
                pages += int(statm.read().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def sample(peak: list[int], ended: threading.Event) -> None:
    while not ended.wait(SAMPLE_SECONDS):
        peak[0] = max(peak[0], resident_bytes())


def reap() -> None:
    """Ends what the command left behind, and waits for it: only processes waited for are in RUSAGE_CHILDREN."""
    while True:
        for pid in descendants():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        try:
            os.wait()
        except ChildProcessError:
            return


def measure(cores: int, command: list[str]) -> dict:
    # Orphans of the command become our children instead of init's, so that their CPU time is not lost.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    peak, ended = [0], threading.Event()
    sampler = threading.Thread(target=sample, args=(peak, ended))
    started = time.perf_counter()
    try:
        process = subprocess.Popen(command)
        sampler.start()
        code = process.wait()
        wall = time.perf_counter() - started
    finally:
        ended.set()
        reap()
    sampler.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "code": code,
        "cores": len(os.sched_getaffinity(0)),
        "cpuSeconds": used.ru_utime + used.ru_stime,
        "wallSeconds": wall,
        # ru_maxrss (KiB) is the largest single process: it sees a peak that fell between two samples.
        "peakBytes": max(peak[0], used.ru_maxrss * 1024),
    }


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    figures = measure(int(sys.argv[2]), sys.argv[3:])
    with open(sys.argv[1], "w") as report:
        json.dump(figures, report)
