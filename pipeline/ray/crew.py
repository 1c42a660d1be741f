"""The processes of a run on a Ray cluster: who holds which shards, and what happens to those of a process that is lost."""

import math
import signal
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import ray
from desk import CLOSE_S, NEWS_S, Desk
from ray.exceptions import ActorUnavailableError, RayError

DOUBT_S = 90.0  # Ray takes half a minute to see that a node is gone.


class JobError(Exception):
    """The run cannot go on; `code` is the exit code."""

    def __init__(self, message: str, code: int = 1):
        super().__init__(message)
        self.code = code


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
    attempts: int  # processes that may end with a shard in hand; where the node is lost, that is no fault of the shard


@dataclass
class Member:
    """A process as the driver sees it."""

    number: int
    actor: ray.actor.ActorHandle
    node: str | None = None  # its id, once it has a place on one
    address: str = "a node"
    held: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Loss:
    member: Member
    why: str
    settled_s: float  # when it is held against its shards, unless the node is known to be lost by then


@dataclass
class Crew:
    job: Job
    cpus: int
    desk: ray.actor.ActorClass
    todo: deque[int]
    say: Callable[..., None]
    members: dict[ray.ObjectRef, Member] = field(default_factory=dict)  # by the exchange that is under way
    hired: int = 0
    has_begun: bool = False  # whether any process has found its place
    losses: list[Loss] = field(default_factory=list)  # not yet settled
    faults: Counter[int | None] = field(default_factory=Counter)  # of shards; of processes that held none, under None


def gather(job: Job, say: Callable[..., None]) -> Crew:
    """A crew without members. Raises JobError where none would find a place and nobody said that nodes will come."""
    cpus = cpus_of_process(job)
    return Crew(job, cpus, ray.remote(num_cpus=cpus, num_gpus=job.gpus)(Desk), deque(job.shards), say)


def drive(crew: Crew):
    """Until every shard is done: hires processes, hands them shards, and passes on what they say."""
    looked_s = -math.inf
    while crew.todo or any(member.held for member in crew.members.values()):
        if time.monotonic() - looked_s > NEWS_S:
            settle(crew)
            hire(crew)
            looked_s = time.monotonic()
        for exchange in news(crew):
            member = crew.members.pop(exchange)
            try:
                goes_on = hear(crew, member, ray.get(exchange))
            except ActorUnavailableError:
                lose(crew, member, "it cannot be reached", DOUBT_S)
            except RayError as error:
                lose(crew, member, " ".join(str(error).split()), DOUBT_S)
            else:
                if goes_on:
                    ask(crew, member)


def hire(crew: Crew):
    """Starts processes until there are as many as wanted: as the cluster holds now, and no more than there are shards."""
    job = crew.job
    held = sum(len(member.held) for member in crew.members.values())
    wanted = job.processes or sum(places(node, crew.cpus, job.gpus) for node in resources())
    for _ in range(min(wanted, len(crew.todo) + held) - len(crew.members)):
        actor = crew.desk.remote([*job.command, "--workers", str(crew.cpus)], job.folder)
        crew.members[actor.exchange.remote([])] = Member(crew.hired, actor)
        crew.hired += 1


def news(crew: Crew) -> list[ray.ObjectRef]:
    """The exchanges that have ended: as soon as one has, or none after a while."""
    if not crew.members:
        time.sleep(NEWS_S)
        return []
    exchanges = list(crew.members)
    ready, _ = ray.wait(exchanges, timeout=NEWS_S)
    return ray.wait(exchanges, num_returns=len(exchanges), timeout=0)[0] if ready else []


def hear(crew: Crew, member: Member, said: list[dict]) -> bool:
    """Whether the process goes on."""
    for line in said:
        match line["event"]:
            case "placed":
                member.node = line["node"]
                crew.has_begun = True
                member.address = living_nodes().get(member.node, {}).get("NodeManagerAddress", member.address)
                continue
            case "failed" if line["code"] == 2:
                raise JobError(line["message"], 2)
            case "failed":
                lose(crew, member, line["message"])
                return False
            case "ended":
                code = line["code"]
                lose(crew, member, f"it ended with {signal.Signals(-code).name if code < 0 else f'exit code {code}'}")
                return False
            case "done":
                member.held.discard(line["shard"])
        crew.say(event="said", process=member.number, line=line)
    return True


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


def lose(crew: Crew, member: Member, why: str, doubt_s: float = 0):
    """Puts what a process held back in front of the queue."""
    ray.kill(member.actor)
    shards = sorted(member.held)
    crew.todo.extendleft(reversed(shards))
    crew.losses.append(Loss(member, why, time.monotonic() + doubt_s))
    crew.say(event="lost", process=member.number, node=member.address, why=why, shards=shards)


def settle(crew: Crew):
    """Holds losses against the shards, unless it was the node's. Raises JobError where a shard has too many of them."""
    living, now_s = living_nodes(), time.monotonic()
    due = [loss for loss in crew.losses if loss.settled_s <= now_s or is_node_lost(loss.member, living)]
    for loss in due:
        crew.losses.remove(loss)
        # A node that Ray takes for living may be no place any more; where others found theirs, that is no fault of ours.
        is_astray = loss.member.node is None and crew.has_begun
        if not is_astray and not is_node_lost(loss.member, living):
            crew.faults.update(loss.member.held or [None])
        worst = [shard for shard, faults in crew.faults.items() if faults >= crew.job.attempts]
        if worst:
            when = "before their first shard" if None in worst else f"with shard {', '.join(map(str, worst))} in hand"
            raise JobError(f"{crew.job.attempts} processes ended {when}; of the last: {loss.why}")


def is_node_lost(member: Member, living: dict[str, dict]) -> bool:
    return member.node is not None and member.node not in living


def dismiss(members: list[Member]):
    closing = [member.actor.close.remote() for member in members if member.node]
    if closing:
        ray.wait(closing, num_returns=len(closing), timeout=CLOSE_S)
    for member in members:
        ray.kill(member.actor)


def cpus_of_process(job: Job) -> int:
    """CPUs that Ray keeps for a process. Raises JobError where no node has as many."""
    able = [node for node in resources() if node.get("CPU", 0) >= 1 and node.get("GPU", 0) >= job.gpus]
    shares = [int(node["CPU"] // max(1, node.get("GPU", 0) if job.gpus else 1)) for node in able]
    cpus = job.cpus or max(1, min(shares, default=1))
    if job.processes is None and not any(places(node, cpus, job.gpus) for node in able):
        seen = ", ".join(f"{node.get('CPU', 0):g} CPUs and {node.get('GPU', 0):g} GPUs" for node in resources())
        wanted = f"{cpus} CPUs" + (f" and {job.gpus} GPU" if job.gpus else "")
        raise JobError(f"no node of the Ray cluster has {wanted}; its nodes have: {seen}", 2)
    return cpus


def places(node: dict, cpus: int, gpus: int) -> int:
    """How many processes a node holds."""
    by_cpu = node.get("CPU", 0) // cpus
    return int(min(by_cpu, node.get("GPU", 0) // gpus) if gpus else by_cpu)


def living_nodes() -> dict[str, dict]:
    """By id."""
    return {node["NodeID"]: node for node in ray.nodes() if node["Alive"]}


def resources() -> list[dict]:
    """What each living node has to give."""
    return [node["Resources"] for node in living_nodes().values()]
