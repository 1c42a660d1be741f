"""A model's folder is there whole, or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def making(out: Path) -> Iterator[Path]:
    """A folder beside `out` to write into, empty; it takes the place of `out` when all went well."""
    folder = out.with_name(f"{out.name}.tmp")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(out, ignore_errors=True)
    folder.rename(out)
