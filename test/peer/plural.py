"""Says the plural of each noun of a list, after the package inflect.

plural.py words.json answer.json: ["knife", ...] -> {"knife": ["knives"], "cactus": ["cactuses", "cacti"], ...}, the
modern English form first, then the classical one where it differs.
"""

import json
import sys

import inflect


def plurals(words: list[str], classical: bool) -> list[str]:
    engine = inflect.engine()
    engine.classical(all=classical)
    return [engine.plural_noun(word) for word in words]


def main(words_path: str, answer_path: str) -> None:
    with open(words_path) as file:
        words = json.load(file)
    forms = zip(plurals(words, classical=False), plurals(words, classical=True), strict=True)
    answer = {word: list(dict.fromkeys(both)) for word, both in zip(words, forms, strict=True)}
    with open(answer_path, "w") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
