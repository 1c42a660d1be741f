"""What a captioner says of scenes, and how often it is right."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import transformers

from training.world import shards, sight
from training.world.bars import Bar
from training.world.shards import KINDS, Lexicon, Scenes


def load(folder: Path) -> tuple[transformers.BlipForConditionalGeneration, transformers.BertTokenizer]:
    model = transformers.BlipForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    return model, transformers.BertTokenizer.from_pretrained(folder)


def bars(folder: Path, held: Path) -> list[Bar]:
    """Of a folder that `training.world.blip` wrote, on the scenes of `held`, written with their pictures."""
    model, tokenizer = load(folder)
    scenes, lexicon = shards.read(held, model.config.vision_config.image_size), shards.lexicon(held)
    reached = scores(captions(model, tokenizer, scenes.pixels_NHWC), scenes, lexicon, by_look=["colour"])
    return [
        Bar("captions that say object, colour, pattern and place right", 0.9, reached["all"]),
        *(Bar(f"captions that say the {kind} right", 0.97, reached[kind]) for kind in KINDS),
    ]


@torch.inference_mode()
def captions(model, tokenizer, pixels_NHWC: np.ndarray, longest: int = 20) -> list[str]:
    """Greedy, at most `longest` tokens, as stage `caption` does by default; pictures of the model's side."""
    texts = []
    for at in range(0, len(pixels_NHWC), 100):
        values_NCHW = sight.pixel_values(pixels_NHWC[at : at + 100], model.device)
        ids_NT = model.generate(pixel_values=values_NCHW, max_length=longest, do_sample=False)
        texts += tokenizer.batch_decode(ids_NT, skip_special_tokens=True)
    return texts


def parse(text: str, lexicon: Lexicon) -> dict[str, str] | None:
    """The words of each kind, silence being plain; None where the text says no word of a kind, or two."""
    spoken = re.findall(r"[a-z]+", text.lower())
    said = {kind: [word for word in spoken if word in lexicon.looks[kind]] for kind in KINDS}
    said["pattern"] = said["pattern"] or ["plain"]
    return {kind: said[kind][0] for kind in KINDS} if all(len(words) == 1 for words in said.values()) else None


def scores(texts: Sequence[str], scenes: Scenes, lexicon: Lexicon, by_look: Sequence[str]) -> dict[str, float]:
    """Share of the texts that say each kind right, and all of them (`all`); kinds in `by_look` by their look alone."""

    def shown(kind: str, word: str) -> str:
        return lexicon.looks[kind][word] if kind in by_look else word

    said = [parse(text, lexicon) for text in texts]
    right = {
        kind: np.array(
            [
                found is not None and shown(kind, found[kind]) == shown(kind, word)
                for found, word in zip(said, scenes.words[kind], strict=True)
            ]
        )
        for kind in KINDS
    }
    return {
        **{kind: float(row.mean()) for kind, row in right.items()},
        "all": float(np.all([*right.values()], 0).mean()),
    }
