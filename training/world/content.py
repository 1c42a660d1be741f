"""Which words are nouns or adjectives, by WordNet's counts of how often its taggers met each sense: what is masked
most in training, and what is masked in scoring. Coarse, for it does not see the sentence, but nobody of the project
tuned it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

# Words of grammar that WordNet also lists as a noun or an adjective ("a" the letter, "in" Indiana).
GRAMMAR = """
a an the in on at of by to from as is are was be been am being has have had do does did can could may might must shall
will would it its he she his her him we us you i me my they them their this that these those who what which there here
and or but if so no not nor than then into onto over under up down out off near next all some any each both few many
more most much other another such same own several with while for
"""
GRAMMAR_WORDS = frozenset(GRAMMAR.split())
PARTS = {"1": "noun", "2": "verb", "3": "adjective", "4": "adverb", "5": "adjective"}
NOUN_ENDINGS = [("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("men", "man"), ("ves", "f"), ("ves", "fe")]
VERB_ENDINGS = [("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e")]


def content_words(words: Iterable[str], wordnet: Path) -> set[str]:
    """Those of `words` that are a noun or an adjective more often than a verb or an adverb; no numbers."""
    uses, numbers = read_senses(wordnet / "index.sense")
    return {word for word in words if word not in GRAMMAR_WORDS and word not in numbers and is_content(word, uses)}


def read_senses(path: Path) -> tuple[Counter[tuple[str, str]], set[str]]:
    """Uses of each (lemma, part of speech), where a sense that nobody met counts as met once; and the cardinal numbers.

    Lines are `lemma%part:file:id:head:id offset sense tag_count`.
    """
    uses: Counter[tuple[str, str]] = Counter()
    numbers = set()
    for line in path.read_text().splitlines():
        key, _, _, times = line.split(" ")
        lemma, _, sense = key.partition("%")
        uses[lemma, PARTS[sense[0]]] += max(1, int(times))
        if ":cardinal:" in sense:
            numbers.add(lemma)
    return uses, numbers


def is_content(word: str, uses: Counter[tuple[str, str]]) -> bool:
    named = most(word, NOUN_ENDINGS, "noun", uses) + uses[word, "adjective"]
    return named > most(word, VERB_ENDINGS, "verb", uses) + uses[word, "adverb"]


def most(word: str, endings: list[tuple[str, str]], part: str, uses: Counter[tuple[str, str]]) -> int:
    return max((uses[lemma, part] for lemma in lemmas(word, endings)), default=0)


def lemmas(word: str, endings: list[tuple[str, str]]) -> Iterator[str]:
    """What a word may be a form of; doubled letters too ("running", "run")."""
    for ending, instead in endings:
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) > 1:
            yield stem + instead
            if ending in ("ed", "ing") and stem[-1] == stem[-2]:
                yield stem[:-1]
