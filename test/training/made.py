"""Shards that today's code makes, for the tests of the trainer."""

import functools
import subprocess
from pathlib import Path

root = Path(__file__).parent.parent.parent


@functools.cache
def trainer_shards() -> Path:
    """A folder with the datasets `laion` (images and prompts) and `augment` (no images)."""
    script = root / "dist/test/support/trainer-shards.js"
    return Path(subprocess.run(["node", script], check=True, stdout=subprocess.PIPE, text=True).stdout.strip())
