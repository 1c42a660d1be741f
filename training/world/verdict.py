"""What judge-mini sees in pictures, and how often that is what was meant."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from PIL import Image

from training.world import vae
from training.world.bars import Bar
from training.world.eye import Judge
from training.world.pixels import floats
from training.world.shards import KINDS, Scenes


@dataclass(frozen=True)
class Verdict:
    """Of each kind of word, what the judge sees in each picture."""

    words: dict[str, list[str]]
    looks: dict[str, list[str]]  # of near-synonyms, what they have in common


@torch.inference_mode()
def look_at(model: Judge, pixels_NHWC: np.ndarray) -> Verdict:
    """Looks at uint8 pictures of the side that the judge was trained on."""
    words, looks = ({kind: [] for kind in KINDS} for _ in range(2))
    for at in range(0, len(pixels_NHWC), 100):
        for kind, logits_BW in model(floats(pixels_NHWC[at : at + 100])).items():
            words[kind] += [model.words[kind][best] for best in logits_BW.argmax(1)]
            looks[kind] += [model.looks[kind][best] for best in model.chances_of_looks(kind, logits_BW).argmax(1)]
    return Verdict(words, looks)


def score(model: Judge, pixels_NHWC: np.ndarray, meant: dict[str, list[str]]) -> dict[str, float]:
    """Shares of pictures in which the judge sees the words that were meant.

    Of each kind with near-synonyms as one ("colour") and apart ("colour word"), and of "all" four, near-synonyms as one.
    """
    seen, shares, right = look_at(model, pixels_NHWC), {}, {}
    for kind, words in meant.items():
        right[kind] = np.array(seen.looks[kind]) == [model.look_of[kind][word] for word in words]
        shares[kind] = float(right[kind].mean())
        shares[f"{kind} word"] = float((np.array(seen.words[kind]) == words).mean())
    return {**shares, "all": float(np.all(list(right.values()), 0).mean())}


def bars(model: Judge, autoencoder: Path, scenes: dict[str, Scenes]) -> list[Bar]:
    """What judge-mini must reach on scenes that it never saw, as they were drawn and as ldm-mini's autoencoder keeps them.

    `scenes` of "seen" combinations, and of "held"-out ones to compare with.
    """
    keeps = AutoencoderKL.from_pretrained(autoencoder, torch_dtype=torch.float32)
    found = []
    for name, some in scenes.items():
        is_asked = name == "seen"
        kept_NHWC = vae.decode(keeps, vae.encode(keeps, some.pixels_NHWC))
        drawn, kept = (score(model, pixels_NHWC, some.words) for pixels_NHWC in (some.pixels_NHWC, kept_NHWC))
        found += [Bar(f"{kind}, {name} combinations", 0.98 * is_asked, drawn[kind]) for kind in KINDS]
        found += [Bar(f"{kind}, {name} combinations, near-synonyms apart", 0, drawn[f"{kind} word"]) for kind in KINDS]
        found += [
            Bar(f"{kind}, {name} combinations, through the autoencoder", 0.96 * is_asked, kept[kind]) for kind in KINDS
        ]
    return found


def agreement(model: Judge, sheet: Path, labels: Path) -> list[Bar]:
    """How often the judge sees what a person saw: `sheet` holds pictures side by side, `labels` has a line for each."""
    side = 64
    pixels_HWC = np.asarray(Image.open(sheet).convert("RGB"))
    rows, columns = pixels_HWC.shape[0] // side, pixels_HWC.shape[1] // side
    pictures = pixels_HWC.reshape(rows, side, columns, side, 3).swapaxes(1, 2).reshape(-1, side, side, 3)
    with open(labels, encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    seen = look_at(model, pictures).looks
    right = {kind: np.array(seen[kind]) == [line[kind] for line in told] for kind in KINDS}
    return [
        Bar(f"{kind}, as a person saw it in {len(told)} pictures by ldm-mini", 0.95, right[kind].mean())
        for kind in KINDS
    ]
