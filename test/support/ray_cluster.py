"""A Ray cluster on the loopback: a head without CPUs, and nodes with as many as the arguments say.

Says its address, then one line for each command on standard input: `kill 1` cuts the power of node 1, `add 2` adds a
node with two CPUs. Ends, and everything with it, when its input does.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

STORE_BYTES = 80_000_000


def main():
    # Here Ray also notes which cluster is this machine's; whoever has another one keeps it.
    folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))
    os.environ |= {"RAY_TMPDIR": str(folder), "RAY_USAGE_STATS_ENABLED": "0"}
    (folder / "ray").mkdir()
    try:
        serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve():
    from ray.cluster_utils import Cluster  # It reads the environment.

    # Ray takes 127.0.0.1 for a name and listens on the machine's own address: its neighbours stay on the loopback.
    head = {
        "num_cpus": 0,
        "node_ip_address": "127.0.0.2",
        "object_store_memory": STORE_BYTES,
        "include_dashboard": False,
    }
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [add(cluster, 0, cpus) for cpus in sys.argv[1:]]
    try:
        print(cluster.address, flush=True)
        for line in sys.stdin:
            command, value = line.split()
            if command == "kill":
                cut_power(nodes[int(value)])
                cluster.remove_node(nodes[int(value)], allow_graceful=False)
            else:
                nodes.append(add(cluster, len(nodes), value))
            print(line, end="", flush=True)
    finally:
        cluster.shutdown()


def add(cluster, at, cpus):
    address = f"127.0.0.{3 + len(cluster.list_all_nodes())}"
    return cluster.add_node(num_cpus=int(cpus), node_ip_address=address, object_store_memory=STORE_BYTES)


def cut_power(node):
    """Ends the node's processes and all that they started, none of which is told."""
    for info in [info for infos in node.all_processes.values() for info in infos]:
        for pid in [info.process.pid, *below(info.process.pid)]:
            os.kill(pid, signal.SIGKILL)


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue  # It has ended meanwhile.
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = list(parents.get(pid, []))
    for child in found:
        found.extend(parents.get(child, []))
    return found


if __name__ == "__main__":
    main()
