"""A `softpa work` process on a node of the cluster."""

import json
import os
import queue
import subprocess
import threading

import ray

NEWS_S = 1.0  # how long it may have none
CLOSE_S = 30.0


class Desk:
    """Lives as long as the run, so that models load once. A class, because that is what Ray keeps alive on a node."""

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
            said.append(self.heard.get(timeout=NEWS_S))
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
