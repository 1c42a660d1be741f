"""Checkpoints of a run: folders `checkpoints/STEP` of safetensors and a state.json, whole or not there at all.

Who is killed while writing leaves a folder with the ending .tmp, which the next start removes.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

Tensors = dict[str, Tensor]

STATE = "state.json"


class Claimed(RuntimeError):
    """Another process trains there; one sentence says so."""


@contextmanager
def claimed(out: Path) -> Iterator[None]:
    """Holds `out` for this process, which is given up with its last breath. Raises Claimed where another holds it."""
    out.mkdir(parents=True, exist_ok=True)
    with open(out / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            raise Claimed(f"Another process trains in {out}: wait for it, or name another out=.") from cause
        yield


def save(out: Path, step: int, groups: dict[str, Tensors], state: dict, keep: int) -> None:
    """Writes checkpoint `step` with one file of each group, then removes all but the last `keep`."""
    folder = out / "checkpoints" / f"{step:08d}"
    making = folder.with_name(f"{folder.name}.tmp")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for name, tensors in groups.items():
        save_file(apart(tensors), file_of(making, name))
    (making / STATE).write_text(json.dumps({"step": step, **state}, indent=1))
    for file in (*making.iterdir(), making):
        flush(file)
    # The same step may be there already, from a run that went on with other settings.
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
    flush(folder.parent)
    for old in folders(out)[:-keep]:
        shutil.rmtree(old)


def apart(tensors: Tensors) -> Tensors:
    """On the processor, each in memory of its own: 8-bit states share one table, which safetensors refuses."""
    found, seen = {}, set()
    for key, tensor in tensors.items():
        here = tensor.detach().cpu().contiguous()
        found[key] = here.clone() if here.data_ptr() in seen else here
        seen.add(here.data_ptr())
    return found


def load(folder: Path) -> tuple[dict[str, Tensors], dict]:
    """The groups of tensors by name, on the processor, and the state."""
    groups = {file.stem: load_file(file) for file in sorted(folder.glob("*.safetensors"))}
    return groups, json.loads((folder / STATE).read_text())


def newest(out: Path) -> Path | None:
    """The last whole checkpoint of a run, None where there is none."""
    return folders(out)[-1] if folders(out) else None


def clear_unfinished(out: Path) -> None:
    for making in (out / "checkpoints").glob("*.tmp"):
        shutil.rmtree(making)


def folders(out: Path) -> list[Path]:
    """Whole checkpoints, the oldest first."""
    return sorted(folder for folder in (out / "checkpoints").glob("[0-9]*") if not folder.name.endswith(".tmp"))


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.safetensors"


def flush(path: Path) -> None:
    """Waits until the disk has a file, or what a folder lists."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
