"""The card of a small model: the README.md of its folder."""

from collections.abc import Sequence
from pathlib import Path

from training.world.bars import Bar, table

CARD = """\
---
license: apache-2.0
language: en
library_name: {library}
tags: [softpa, home-trained, small]
---
# {name}

**Home-trained, small**: {size_m:.1f} M parameters in {megabytes:.1f} MB, made from nothing for softpa's closed world.
It shows that the pipeline works; for real data name a full-size model instead.

## What it is
{what}

## What it learned from
{learned}

## How
```sh
{command}
```

{minutes:.0f} minutes of one {device} thread ({wall:.0f} minutes by the clock).

## What it scores
{scores}
"""


def write(
    folder: Path,
    *,
    name: str,
    what: str,
    learned: str,
    command: str,
    spent: dict[str, float],
    parameters: int,
    bars: Sequence[Bar],
    device: str = "processor",
    library: str = "transformers",
) -> None:
    """Writes the card beside the files that are already in the folder; `spent` as `loop.spent` says."""
    size = sum(file.stat().st_size for file in folder.rglob("*.safetensors"))
    text = CARD.format(
        name=name,
        library=library,
        size_m=parameters / 1e6,
        megabytes=size / 1e6,
        what=what.strip(),
        learned=learned.strip(),
        command=command.strip(),
        minutes=spent["cpu_s"] / 60,
        wall=spent["wall_s"] / 60,
        device=device,
        scores=table(bars),
    )
    (folder / "README.md").write_text(text)
