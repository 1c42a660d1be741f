"""What a step frees, the next step finds again."""

import subprocess
import sys

ROUNDS = """
import resource, sys, torch
from training.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
def a_step():
    return [torch.zeros(2**20) for _ in range(40)] and None  # 160 MiB
a_step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    a_step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def cleared_pages(how):
    return int(subprocess.run([sys.executable, "-c", ROUNDS, how], check=True, capture_output=True, text=True).stdout)


def test_freed_memory_is_kept_for_the_next_step():
    assert cleared_pages("kept") < cleared_pages("as it comes") / 4
