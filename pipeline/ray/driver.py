"""Drives `softpa work` processes on a Ray cluster: shard numbers go out, what became of them comes back.

Reads a job, one line of JSON, from standard input and ends when that closes; says events, a line of JSON each, on
standard output. No shard goes through Ray: the nodes read and write where the dataset lies.
"""

import json
import os
import signal
import sys
import threading

import crew
import desk
import ray
from ray.exceptions import RayError

STORE_BYTES = 100 * 2**20

# Ray prints what it thinks of nodes on standard output, which is for events alone: that goes to standard error.
events = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

# The nodes need not have this folder: the code goes along.
ray.cloudpickle.register_pickle_by_value(desk)


def main() -> int:
    job = crew.Job(**json.loads(sys.stdin.readline()))
    threading.Thread(target=end_with_input, daemon=True).start()
    try:
        join_cluster(job.address)
    except (RayError, ConnectionError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())
        return fail(f"Ray cannot be reached at {job.address or 'this machine'}: {reason}", 1)
    # From here on there are processes to end first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    try:
        return run(job)
    except crew.JobError as error:
        return fail(str(error), error.code)


def run(job: crew.Job) -> int:
    gathered = crew.gather(job, say)
    try:
        crew.drive(gathered)
        return 0
    finally:
        crew.dismiss(list(gathered.members.values()))


def join_cluster(address: str | None):
    quiet = {"log_to_driver": False, "logging_level": "error"}
    if named := address or os.environ.get("RAY_ADDRESS"):
        ray.init(address=named, **quiet)
        return
    try:
        ray.init(address="auto", **quiet)
    except ConnectionError:
        ray.init(address="local", include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)


def end_with_input():
    """Whoever started this is gone, or wants it to end."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def say(**event):
    print(json.dumps(event), file=events)


def fail(message: str, code: int) -> int:
    say(event="failed", message=message, code=code)
    return code


if __name__ == "__main__":
    sys.exit(main())
