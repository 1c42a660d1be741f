"""The texts that bert-mini learns from, and which of them it never sees."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pyarrow import parquet

HELD_OUT_OF = 10


def coco(path: Path) -> Iterator[tuple[int, str]]:
    """(image id, caption) of a captions file of COCO, json."""
    for caption in json.loads(path.read_text())["annotations"]:
        yield caption["image_id"], " ".join(caption["caption"].split())


def is_held_out(image: int) -> bool:
    """By image, since the five captions of one are alike."""
    return image % HELD_OUT_OF == 0


def conceptual(path: Path) -> Iterator[str]:
    """Captions of Conceptual Captions: lines of caption, tab, url."""
    for line in path.read_text().splitlines():
        yield line.split("\t")[0]


def world(folder: Path) -> list[str]:
    """Captions of the world's sidecar."""
    return parquet.read_table(folder / "sidecar.parquet", columns=["caption"])["caption"].to_pylist()


def lexicon(folder: Path) -> dict[str, list[str]]:
    """The world's words of each kind of slot."""
    words = json.loads((folder / "lexicon.json").read_text())["words"]
    return {kind: list(entries) for kind, entries in words.items()}


def lines(path: Path) -> list[str]:
    return path.read_text().split("\n")[:-1]


def glosses(folder: Path) -> Iterator[str]:
    """WordNet's definitions, each after the words that it defines ("dwarf: a plant or animal ..."), and its
    examples."""
    for part in ["noun", "verb", "adj", "adv"]:
        for line in lines(folder / f"data.{part}"):
            # The licence at the head of each file is indented.
            if line.startswith(" "):
                continue
            synset, _, gloss = line.partition(" | ")
            yield f"{', '.join(words_of(synset))}: {definition_of(gloss)}"
            yield from re.findall(r'"([^"]+)"', gloss)


def definition_of(gloss: str) -> str:
    return re.split(r';\s*"', gloss)[0].strip()


def words_of(synset: str) -> list[str]:
    """Of `offset lexfile type count word sense word sense ...`, where the count is hexadecimal."""
    fields = synset.split(" ")
    words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
    return [re.sub(r"\((a|p|ip)\)$", "", word).replace("_", " ") for word in words]
