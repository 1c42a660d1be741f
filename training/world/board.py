"""The table of tasks under way: drawn over itself on a terminal; elsewhere a line when a task begins or ends."""

import sys
import time
from collections.abc import Callable

from training.world.lanes import State, last_line

WIDTH = 100


def opened() -> Callable[[State], None]:
    """A function that shows a state on stderr, again and again."""
    return redrawing() if sys.stderr.isatty() else reporting()


def redrawing() -> Callable[[State], None]:
    drawn = 0

    def show(state: State) -> None:
        nonlocal drawn
        up = f"\x1b[{drawn}A" if drawn else ""
        said = lines(state)
        print(up + "\n".join(f"\x1b[2K{line}" for line in said), file=sys.stderr, flush=True)
        drawn = len(said)

    return show


def reporting() -> Callable[[State], None]:
    told: set[str] = set()

    def show(state: State) -> None:
        for line in events(state):
            if line not in told:
                print(line, file=sys.stderr, flush=True)
                told.add(line)

    return show


def lines(state: State) -> list[str]:
    """One for each task: its name, and what it does or how long it took."""
    busy = {lane.task.name: lane for lane in state.lanes}
    said = []
    for task in state.tasks:
        if task.name in state.skipped:
            text = "was done before"
        elif task.name in state.took_s:
            text = f"done, in {minutes(state.took_s[task.name])}"
        elif lane := busy.get(task.name):
            text = f"{minutes(time.monotonic() - lane.began_s):8}{last_line(lane.log)}"
        else:
            missing = [need for need in task.needs if need not in state.done()]
            text = f"waits for {', '.join(missing) or 'a lane'}"
        said.append(f"  {task.name:8}{text}"[:WIDTH])
    return said


def events(state: State) -> list[str]:
    """What was begun, and what has ended."""
    begun = [f"{lane.task.name} has begun; {lane.log} tells more" for lane in state.lanes]
    return [*begun, *(f"{name} is done, in {minutes(took_s)}" for name, took_s in state.took_s.items())]


def minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
