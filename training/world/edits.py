"""A caption with one of its words replaced, as `candidates` would write it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.world.shards import KINDS

ARTICLE = re.compile(r"\ban? (?=[a-z])")


def choices(sidecar: Path) -> dict[str, dict[str, list[str]]]:
    """Of each kind: word -> the words that may stand for it, by lexicon.json; a place keeps its preposition."""
    words = json.loads((sidecar / "lexicon.json").read_text())["words"]
    return {
        kind: {
            word: [other for other in entries if other != word and fits(entries[word], entries[other])]
            for word in entries
        }
        for kind, entries in words.items()
    }


def fits(entry: dict, other: dict) -> bool:
    return entry.get("preposition") == other.get("preposition")


def replaced(caption: str, word: str, other: str) -> str:
    """The caption with `other` for `word`, and "a" or "an" by the letter that follows, which is enough for this world."""
    changed = re.sub(rf"\b{word}\b", other, caption)
    return ARTICLE.sub(lambda found: "an " if changed[found.end()] in "aeiou" else "a ", changed)


def drawn(
    caption: str, words: dict[str, str], choices: dict[str, dict[str, list[str]]], draw: np.random.Generator
) -> tuple[str, str, str]:
    """(caption with one word replaced, kind of the word, new word); any kind that the caption says, any word of it."""
    said: Sequence[str] = [kind for kind in KINDS if re.search(rf"\b{words[kind]}\b", caption)]
    kind = said[draw.integers(len(said))]
    others = choices[kind][words[kind]]
    other = others[draw.integers(len(others))]
    return replaced(caption, words[kind], other), kind, other
