"""Drives `softpa work` processes on a Ray cluster: shard numbers go out, what became of them comes back.

Reads a job, one line of JSON, from standard input and ends when that closes; says events, a line of JSON each, on
standard output. A process lives as long as the run, so that its models load once; it is an actor that holds some shards.
"""

import json
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field

import ray
from ray.exceptions import RayError

WAIT_S = 1.0  # how long a process may have no news, and a free node no process
CLOSE_S = 30.0
STORE_BYTES = 100 * 2**20  # no shard goes through Ray


@dataclass(frozen=True)
class Job:
    address: str | None  # None: RAY_ADDRESS, else a Ray on this machine
    command: list[str]  # `softpa work` and its arguments
    folder: str  # where the command runs, on nodes that have it
    shards: list[int]
    cpus: int | None  # of a process; None: all that the smallest node has, or its share of them for each of its GPUs
    gpus: int
    processes: int | None  # None: as many as the cluster holds, at any time
    ahead: int  # shards that a process holds at most
    attempts: int  # processes that a shard may be in the hands of when they end; nodes that are lost do not count


class Desk:
    """A `softpa work` process on a node. A class, because that is what Ray keeps alive."""

    def __init__(self, command: list[str], folder: str):
        here = folder if os.path.isdir(folder) else None
        self.process = subprocess.Popen(
            command, cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.heard = queue.SimpleQueue()
        self.heard.put({"event": "placed", "node": ray.get_runtime_context().get_node_id()})
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            if line.startswith("{"):  # A library of a model may have a word to say.
                self.heard.put(json.loads(line))
        self.heard.put({"event": "ended", "code": self.process.wait()})

    def exchange(self, shards: list[int]) -> list[dict]:
        """Hands shards over, and answers what was said since: at once, or when something is, or after a while."""
        try:
            for shard in shards:
                self.process.stdin.write(f"{shard}\n")
        except BrokenPipeError:
            pass  # It has ended, and says so below.
        said = []
        try:
            said.append(self.heard.get(timeout=WAIT_S))
            while True:
                said.append(self.heard.get_nowait())
        except queue.Empty:
            return said

    def close(self):
        """Ends the process, which removes what it has begun."""
        self.process.terminate()
        try:
            self.process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()


@dataclass
class Member:
    """A process as the driver sees it."""

    number: int
    actor: ray.actor.ActorHandle
    node: str | None = None  # its id, once it has a place on one
    held: set[int] = field(default_factory=set)


@dataclass
class Crew:
    job: Job
    cpus: int
    desk: ray.actor.ActorClass
    todo: deque[int]
    members: dict[ray.ObjectRef, Member] = field(default_factory=dict)  # by the exchange that is under way
    hired: int = 0
    # How often a shard was in the hands of a process that ended; of those that held none, under None.
    lost: Counter[int | None] = field(default_factory=Counter)


class JobError(Exception):
    def __init__(self, message: str, code: int = 1):
        super().__init__(message)
        self.code = code


def main() -> int:
    job = Job(**json.loads(sys.stdin.readline()))
    try:
        join_cluster(job.address)
    except (RayError, ConnectionError, RuntimeError, ValueError) as error:
        return fail(f"Ray cannot be reached at {job.address or 'this machine'}: {one_line(error)}", 1)
    # Ray has handlers of its own until here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    threading.Thread(target=end_with_input, daemon=True).start()
    crew = None
    try:
        cpus = cpus_of_process(job)
        crew = Crew(job, cpus, ray.remote(num_cpus=cpus, num_gpus=job.gpus)(Desk), deque(job.shards))
        drive(crew)
        return 0
    except JobError as error:
        return fail(str(error), error.code)
    finally:
        if crew:
            dismiss(list(crew.members.values()))


def join_cluster(address: str | None):
    quiet = {"log_to_driver": False, "logging_level": "error"}
    if named := address or os.environ.get("RAY_ADDRESS"):
        ray.init(address=named, **quiet)
        return
    try:
        ray.init(address="auto", **quiet)
    except ConnectionError:
        ray.init(address="local", include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)


def drive(crew: Crew):
    """Until every shard is done: hires processes, hands them shards, and passes on what they say."""
    looked_s = -math.inf
    while crew.todo or any(member.held for member in crew.members.values()):
        if time.monotonic() - looked_s > WAIT_S:
            hire(crew)
            looked_s = time.monotonic()
        for exchange in news(crew):
            member = crew.members.pop(exchange)
            try:
                said = ray.get(exchange)
            except RayError as error:
                lose(crew, member, one_line(error))
                continue
            if hear(crew, member, said):
                ask(crew, member)


def news(crew: Crew) -> list[ray.ObjectRef]:
    """The exchanges that have ended: as soon as one has, or none after a while."""
    if not crew.members:
        time.sleep(WAIT_S)
        return []
    exchanges = list(crew.members)
    ready, _ = ray.wait(exchanges, timeout=WAIT_S)
    return ray.wait(exchanges, num_returns=len(exchanges), timeout=0)[0] if ready else []


def ask(crew: Crew, member: Member):
    """Hands shards to a process that has its place, and listens to it; lets it go where none is left."""
    shards = []
    if member.node:
        # Guided self-scheduling: a process holds less when less is left, so that none waits long for the last one.
        fair = math.ceil(len(crew.todo) / (2 * (len(crew.members) + 1)))
        while crew.todo and len(member.held) < min(crew.job.ahead, max(1, fair)):
            shards.append(crew.todo.popleft())
            member.held.add(shards[-1])
        if not member.held:
            return dismiss([member])
    crew.members[member.actor.exchange.remote(shards)] = member


def hear(crew: Crew, member: Member, said: list[dict]) -> bool:
    """Whether the process goes on."""
    for line in said:
        match line["event"]:
            case "ended":
                lose(crew, member, f"it ended with {ending(line['code'])}")
                return False
            case "failed" if line["code"] == 2:
                raise JobError(line["message"], 2)
            case "failed":
                lose(crew, member, line["message"])
                return False
            case "placed":
                member.node = line["node"]
                continue
            case "done":
                member.held.discard(line["shard"])
        say(event="said", process=member.number, line=line)
    return True


def lose(crew: Crew, member: Member, why: str):
    """Puts what a process held back in front of the queue."""
    ray.kill(member.actor)
    shards = sorted(member.held)
    nodes = {node["NodeID"]: node for node in ray.nodes()}
    is_node_lost = member.node in nodes and not nodes[member.node]["Alive"]
    if not is_node_lost:
        crew.lost.update(shards or [None])
    crew.todo.extendleft(reversed(shards))
    where = nodes[member.node]["NodeManagerAddress"] if member.node in nodes else "a node"
    what = "the node is lost" if is_node_lost else why
    say(event="lost", process=member.number, node=where, why=what, shards=shards)
    worst = [shard for shard, times in crew.lost.items() if times >= crew.job.attempts]
    if worst:
        when = "before their first shard" if None in worst else f"with shard {', '.join(map(str, worst))} in hand"
        raise JobError(f"{crew.job.attempts} processes ended {when}; of the last: {what}")


def hire(crew: Crew):
    """Starts processes until there are as many as wanted: as the cluster holds now, and no more than there are shards."""
    job = crew.job
    held = sum(len(member.held) for member in crew.members.values())
    wanted = job.processes or sum(places(node, crew.cpus, job.gpus) for node in living_nodes())
    for _ in range(min(wanted, len(crew.todo) + held) - len(crew.members)):
        member = Member(crew.hired, crew.desk.remote([*job.command, "--workers", str(crew.cpus)], job.folder))
        crew.hired += 1
        crew.members[member.actor.exchange.remote([])] = member


def dismiss(members: list[Member]):
    closing = [member.actor.close.remote() for member in members if member.node]
    if closing:
        ray.wait(closing, num_returns=len(closing), timeout=CLOSE_S)
    for member in members:
        ray.kill(member.actor)


def cpus_of_process(job: Job) -> int:
    """CPUs that Ray keeps for a process. Raises where no node has as many and nobody said that nodes will come."""
    able = [node for node in living_nodes() if node.get("CPU", 0) >= 1 and node.get("GPU", 0) >= job.gpus]
    shares = [int(node["CPU"] // max(1, node.get("GPU", 0) if job.gpus else 1)) for node in able]
    cpus = job.cpus or max(1, min(shares, default=1))
    if job.processes is None and not any(places(node, cpus, job.gpus) for node in able):
        seen = ", ".join(f"{node.get('CPU', 0):g} CPUs and {node.get('GPU', 0):g} GPUs" for node in living_nodes())
        wanted = f"{cpus} CPUs" + (f" and {job.gpus} GPU" if job.gpus else "")
        raise JobError(f"no node of the Ray cluster has {wanted}; its nodes have: {seen}", 2)
    return cpus


def places(node: dict, cpus: int, gpus: int) -> int:
    by_cpu = node.get("CPU", 0) // cpus
    return int(min(by_cpu, node.get("GPU", 0) // gpus) if gpus else by_cpu)


def living_nodes() -> list[dict]:
    return [node["Resources"] for node in ray.nodes() if node["Alive"]]


def ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def end_with_input():
    """Whoever started this is gone, or wants it to end."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def say(**event):
    print(json.dumps(event), flush=True)


def fail(message: str, code: int) -> int:
    say(event="failed", message=message, code=code)
    return code


if __name__ == "__main__":
    sys.exit(main())
