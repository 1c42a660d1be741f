"""How well a CLIP finds the caption of a picture, and whether its distances of texts follow the world's."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
import transformers
from scipy.stats import spearmanr
from torch.nn.functional import normalize

from training.world import edits, shards, sight
from training.world.bars import Bar
from training.world.shards import KINDS, Lexicon, Scenes


def load(folder: Path) -> tuple[transformers.CLIPModel, transformers.CLIPTokenizer]:
    model = transformers.CLIPModel.from_pretrained(folder, dtype=torch.float32).eval()
    return model, transformers.CLIPTokenizer.from_pretrained(folder)


def bars(folder: Path, held: Path) -> list[Bar]:
    """Of a folder that `training.world.clip` wrote, on the scenes of `held`, written with their pictures."""
    model, tokenizer = load(folder)
    scenes, lexicon = shards.read(held, model.config.vision_config.image_size), shards.lexicon(held)
    image_ND = embed_pictures(model, scenes.pixels_NHWC)
    found = recall(image_ND, embed_texts(model, tokenizer, scenes.captions), looks_of(scenes, lexicon))
    ranks = distance_ranks(model, tokenizer, scenes, lexicon, edits.choices(held))
    return [
        Bar("pictures whose caption is found first among 100", 0.9, found["image_to_text"]),
        Bar("captions whose picture is found first among 100", 0.9, found["text_to_image"]),
        Bar("rank correlation of text distance and colour distance", 0.7, ranks["colour"]),
    ]


@torch.inference_mode()
def embed_texts(model, tokenizer, texts: Sequence[str]) -> torch.Tensor:
    """Unit vectors [texts, width]."""
    given = tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt").to(model.device)
    return normalize(model.text_projection(model.text_model(**given).pooler_output))


@torch.inference_mode()
def embed_pictures(model, pixels_NHWC: np.ndarray) -> torch.Tensor:
    """Unit vectors [pictures, width]."""
    values_NCHW = sight.pixel_values(pixels_NHWC, model.device)
    return normalize(model.visual_projection(model.vision_model(values_NCHW).pooler_output))


def recall(image_ND: torch.Tensor, text_ND: torch.Tensor, looks: Sequence, among: int = 100) -> dict[str, float]:
    """R@1 of pictures to captions and back, over groups of `among` scenes; a scene of the same looks counts as the one."""
    hits: dict[str, list[bool]] = {"image_to_text": [], "text_to_image": []}
    for at in range(0, len(looks) - among + 1, among):
        cosine_GG = image_ND[at : at + among] @ text_ND[at : at + among].T
        for name, best_G in [("image_to_text", cosine_GG.argmax(1)), ("text_to_image", cosine_GG.argmax(0))]:
            hits[name] += [looks[at + row] == looks[at + found] for row, found in enumerate(best_G.tolist())]
    return {name: float(np.mean(row)) for name, row in hits.items()}


def looks_of(scenes: Scenes, lexicon: Lexicon) -> list[tuple[str, ...]]:
    return [tuple(lexicon.looks[kind][scenes.words[kind][row]] for kind in KINDS) for row in range(len(scenes))]


def distance_ranks(model, tokenizer, scenes: Scenes, lexicon: Lexicon, choices, count: int = 100) -> dict[str, float]:
    """Of each kind, Spearman's rank correlation between 1 - cosine of two captions that differ in one word, and the
    world's distance of the words; over all pairs that may stand in one slot, each text distance the mean of `count` captions.
    """
    found = {}
    for kind in KINDS:
        pairs = [pair for pair in combinations(choices[kind], 2) if pair[1] in choices[kind][pair[0]]]
        apart_CP = [text_distances(model, tokenizer, slot, pairs) for slot in slots(scenes, kind, choices)[:count]]
        known_P = [lexicon.distances[kind][first][second] for first, second in pairs]
        found[kind] = float(spearmanr(np.nanmean(apart_CP, 0), known_P).statistic)
    return found


def slots(scenes: Scenes, kind: str, choices) -> list[dict[str, str]]:
    """For each caption that says this kind: word -> the caption with that word."""
    spoken = [
        (caption, word)
        for caption, word in zip(scenes.captions, scenes.words[kind], strict=True)
        if word in caption.split()
    ]
    return [
        {other: edits.replaced(caption, word, other) for other in [word, *choices[kind][word]]}
        for caption, word in spoken
    ]


def text_distances(model, tokenizer, slot: dict[str, str], pairs) -> list[float]:
    """1 - cosine of the texts of each pair of words; nan where the slot cannot hold both."""
    unit_WD = dict(zip(slot, embed_texts(model, tokenizer, [*slot.values()]), strict=True))
    return [
        float(1 - unit_WD[first] @ unit_WD[second]) if first in slot and second in slot else np.nan
        for first, second in pairs
    ]
