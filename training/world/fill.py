"""What a masked language model fills in for one word of a sentence, and how good that is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import transformers
from pyarrow import parquet

from training.world import texts
from training.world.bars import Bar
from training.world.content import content_words
from training.world.vocabulary import NORMALISE, SPLIT


@dataclass(frozen=True)
class Gap:
    """A word of a text, in small letters, and the text around it."""

    before: str
    word: str
    after: str


def gaps(text: str) -> list[Gap]:
    """One for each word of the text."""
    small = NORMALISE.normalize_str(text)
    return [Gap(small[:start], word, small[end:]) for word, (start, end) in SPLIT.pre_tokenize_str(small)]


def coco_gaps(coco: Path, wordnet: Path, seed: int = 0) -> list[Gap]:
    """For each caption of COCO's held-out images one noun or adjective, drawn at random."""
    held = [gaps(caption) for image, caption in texts.coco(coco) if texts.is_held_out(image)]
    content = content_words({gap.word for caption in held for gap in caption}, wordnet)
    draw = random.Random(seed)
    known = [[gap for gap in caption if gap.word in content] for caption in held]
    return [draw.choice(caption) for caption in known if caption]


def colour_gaps(world: Path) -> list[Gap]:
    """The colour of each caption of the world's sidecar."""
    rows = parquet.read_table(world / "sidecar.parquet", columns=["caption", "slots"]).to_pylist()
    return [
        Gap(row["caption"][: slot["start"]], slot["word"], row["caption"][slot["end"] :])
        for row in rows
        for slot in row["slots"]
        if slot["kind"] == "colour"
    ]


def bars(folder: Path, world: Path, coco: Path, wordnet: Path) -> list[Bar]:
    """What bert-mini must reach; `world` holds scenes that it never saw."""
    model, tokenizer = load(folder)
    hidden, colours = coco_gaps(coco, wordnet), set(texts.lexicon(world)["colour"])
    found = share_found(hidden, top_words(model, tokenizer, hidden, 10))
    covered = share_covered(colours, top_words(model, tokenizer, colour_gaps(world), 20))
    return [
        Bar("top 10 holds the masked noun or adjective of a held-out COCO caption", 0.40, found),
        Bar("top 20 covers the world's colours where a colour is masked", 0.90, covered),
    ]


def load(folder: Path) -> tuple[transformers.BertForMaskedLM, transformers.BertTokenizer]:
    model = transformers.BertForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    return model, transformers.BertTokenizer.from_pretrained(folder)


@torch.inference_mode()
def top_words(model, tokenizer, gaps: Sequence[Gap], k: int) -> list[list[str]]:
    """The k most likely tokens for each gap, best first."""
    found = []
    for at in range(0, len(gaps), 64):
        sentences = [f"{gap.before}{tokenizer.mask_token}{gap.after}" for gap in gaps[at : at + 64]]
        given = tokenizer(sentences, padding=True, truncation=True, return_tensors="pt").to(model.device)
        hidden_BTD = model.bert(**given).last_hidden_state
        logits_BV = model.cls(hidden_BTD[given.input_ids == tokenizer.mask_token_id])
        found += [tokenizer.convert_ids_to_tokens(row) for row in logits_BV.topk(k).indices.tolist()]
    return found


def share_found(gaps: Sequence[Gap], answers: Sequence[Sequence[str]]) -> float:
    """How often the word that was there is among the answers."""
    return sum(gap.word in words for gap, words in zip(gaps, answers, strict=True)) / len(gaps)


def share_covered(wanted: set[str], answers: Sequence[Sequence[str]]) -> float:
    """The mean share of the wanted words that are among the answers."""
    return sum(len(wanted.intersection(words)) for words in answers) / len(wanted) / len(answers)
