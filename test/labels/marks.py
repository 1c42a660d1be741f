"""Labels as marks in the text, which is how people write and read them: `a [black]A [[kitchen]s [table]S]s`.

After each bracket stands what it is. A: adjective; S, P, M: noun, singular, plural, mass. Capital: slot; small: optional.
`[metal]ma` is both, and brackets nest.

Usage: marks.py read <captions> < marked > slots.jsonl     the lines of draw.py, marked, to spans
       marks.py write <captions> < slots.jsonl > marked    and back
"""

import hashlib
import json
import re
import sys
from pathlib import Path

from draw import drawn

NUMBERS = {"S": "singular", "P": "plural", "M": "mass"}
LETTERS = {number: letter for letter, number in NUMBERS.items()}


def label(letter):
    status = "slot" if letter.isupper() else "optional"
    return ["adjective", status] if letter in "aA" else ["noun", status, NUMBERS[letter.upper()]]


def letter(_start, _end, pos, status, number=None):
    capital = "A" if pos == "adjective" else LETTERS[number]
    return capital if status == "slot" else capital.lower()


def units(text):
    """The length in UTF-16 units, in which JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2


def read(marked):
    """The text without its marks, and its spans."""
    text, starts, spans = "", [], []
    for part in re.findall(r"\[|\][ASPMaspm]+|[^][]+|\]", marked):
        if part == "[":
            starts.append(units(text))
        elif part[0] == "]":
            assert len(part) > 1 and starts, f"a bracket without its letter or its start: {marked}"
            start = starts.pop()
            spans += [[start, units(text), *label(each)] for each in part[1:]]
        else:
            text += part
    assert not starts, f"a bracket is left open: {marked}"
    return text, sorted(spans)


def write(text, spans):
    """The text with its marks; spans must nest."""
    marked = text.encode("utf-16-le")
    groups = {}
    for span in spans:
        groups.setdefault((span[0], span[1]), []).append(letter(*span))
    pieces = [(end, 0, -start, "]" + "".join(letters)) for (start, end), letters in groups.items()]
    pieces += [(start, 1, -end, "[") for start, end in groups]
    for at, _, _, piece in sorted(pieces, reverse=True):
        marked = marked[: 2 * at] + piece.encode("utf-16-le") + marked[2 * at :]
    return marked.decode("utf-16-le")


def main(command, folder):
    captions = list(drawn(Path(folder)))
    lines = sys.stdin.read().splitlines()
    assert len(lines) == len(captions), f"{len(lines)} lines for {len(captions)} captions"
    for (source, row, text), line in zip(captions, lines, strict=True):
        if command == "write":
            print(
                json.dumps(
                    {
                        "source": source,
                        "id": row,
                        "text": write(text, json.loads(line)["spans"]),
                    }
                )
            )
            continue
        unmarked, spans = read(json.loads(line)["text"])
        assert unmarked == text, f"{source} {row} says {unmarked!r}, its caption {text!r}"
        sha256 = hashlib.sha256(text.encode()).hexdigest()[:16]
        print(
            json.dumps(
                {"source": source, "id": row, "sha256": sha256, "spans": spans},
                separators=(",", ":"),
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
