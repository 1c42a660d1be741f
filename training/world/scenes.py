"""Scenes drawn by data/world, as compiled into dist: `npm run build` first."""

import subprocess
from pathlib import Path

# By its full path, for a study may run in any folder.
WRITE = str(Path(__file__).parents[2] / "dist/data/world/write.js")


def command(folder: Path, seed: int, count: int, *options: str) -> list[str]:
    """Writes the first scenes of a seed into a folder; its lexicon.json is written last."""
    given = ["--out", str(folder), "--seed", str(seed), "--scenes", str(count), *options]
    return ["node", WRITE, *given]


def shards_command(folder: Path, seed: int, count: int) -> list[str]:
    """Serves the first scenes of a seed, and has the pipeline make shards of them; then their sidecar, as `command`."""
    given = ["--out", str(folder), "--seed", str(seed), "--scenes", str(count)]
    return ["node", "dist/pipeline/world-shards.js", *given]


def written(folder: Path) -> Path:
    """What is there when all is."""
    return folder / "lexicon.json"


def write(folder: Path, seed: int, count: int, *options: str) -> Path:
    """The folder, with the scenes that it has already or gets now."""
    if not written(folder).exists():
        subprocess.run(command(folder, seed, count, *options), check=True)
    return folder


def write_wanted(folder: Path, wanted: Path, *options: str) -> Path:
    """The folder, with the edits that a file wants: JSON lines of url, slot and word."""
    if not written(folder).exists():
        command = ["node", WRITE, "--out", str(folder), "--wanted", str(wanted), *options]
        subprocess.run(command, check=True)
    return folder
