"""A child process that holds one model and runs it, one request at a time: `session-child.ts` with torch. Requests come on
the standard input, answers go to the standard output; what libraries print goes to the standard error."""

from __future__ import annotations

import os
import resource
import sys
import time

import torch
import transformers

from .frames import Tensors, read_frame, write_frame
from .halving import Halving
from .networks import ModelError, Network, Opening, open_network


def serve() -> None:
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    torch.set_grad_enabled(False)
    network, halving = None, Halving()
    # The input ends with the parent, however that ends.
    while (frame := read_frame(requests)) is not None:
        header, inputs = frame
        try:
            if "open" in header:
                network = open_network(Opening(**header["open"]))
                write_frame(answers, {"load": load_of()})
            else:
                write_frame(answers, {}, run(network, halving, inputs, header["settings"]))
        # What is wrong with a request is an answer; the next one may be right.
        except Exception as error:  # noqa: BLE001
            write_frame(answers, {"failure": f"{error}".strip().split("\n")[0] or type(error).__name__})


def run(network: Network | None, halving: Halving, inputs: Tensors, settings: dict) -> Tensors:
    if network is None:
        raise ModelError("A model was run before it was opened.")
    return halving.run(lambda rows: network.run(rows, settings), network.spread(inputs))


def load_of() -> dict:
    """What loading took, as `Load` in session-child.ts has it."""
    engine = {"torch": torch.__version__, "transformers": transformers.__version__}
    if torch.cuda.is_available():
        engine["gpu"] = torch.cuda.get_device_name()
    rss_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"rssBytes": rss_bytes, "cpuMs": time.process_time() * 1000, "engine": engine}


if __name__ == "__main__":
    serve()
