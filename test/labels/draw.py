"""Draws the captions that are labelled by hand, from the real captions in the shared fixtures.

Usage: draw.py <folder with the fixture captions>. Prints one caption a line: source, id and text, as JSON.
"""

import hashlib
import json
import sys
from pathlib import Path

SEED = "softpa labels 1"
SIZES = {"coco": 140, "cc3m": 100, "blip": 100}


def coco(folder):
    for annotation in json.loads((folder / "coco_captions_val2017.json").read_text(encoding="utf-8"))["annotations"]:
        yield annotation["id"], annotation["caption"]


def cc3m(folder):
    """The id is the line number, from 1."""
    lines = (folder / "cc3m_Validation_GCC-1.1.0.tsv").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if line:
            yield number, line.split("\t")[0]


def blip(folder):
    for answer in json.loads((folder / "blip" / "blip_large_beam3_karpathy_test.json").read_text(encoding="utf-8")):
        yield answer["image_id"], answer["caption"]


SOURCES = {"coco": coco, "cc3m": cc3m, "blip": blip}


def drawn(folder):
    """Source, id and text of every caption drawn. Ordered by a hash, so that any Python draws the same."""
    for source, size in SIZES.items():

        def ticket(row, source=source):
            return hashlib.sha256(f"{SEED} {source} {row[0]}".encode()).digest()

        for row in sorted(SOURCES[source](folder), key=ticket)[:size]:
            yield source, *row


if __name__ == "__main__":
    for source, row, text in drawn(Path(sys.argv[1])):
        print(json.dumps({"source": source, "id": row, "text": text}, ensure_ascii=False))
