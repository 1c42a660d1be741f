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


def bars(folder: Path, seen: Path, held: Path) -> list[Bar]:
    """Of a folder that `training.world.blip` wrote, on scenes of `seen` combinations, and on `held`-out ones to compare with.

    Both were written with their pictures, and no training saw them.
    """
    model, tokenizer = load(folder)
    found = []
    for name, scenes_folder, is_asked in (("seen", seen, True), ("held-out", held, False)):
        scenes = shards.read(scenes_folder, model.config.vision_config.image_size)
        said = captions(model, tokenizer, scenes.pixels_NHWC)
        reached = scores(said, scenes, shards.lexicon(scenes_folder), by_look=["colour"])
        wanted = {"all": 0.9, **dict.fromkeys(KINDS, 0.97)}
        for what, share in wanted.items():
            title = "object, colour, pattern and place" if what == "all" else what
            found.append(
                Bar(f"captions that say the {title} right, {name} combinations", share * is_asked, reached[what])
            )
    return found


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
