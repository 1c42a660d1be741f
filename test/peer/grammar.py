"""Says of words how they begin and whether they are plural, after the CMU pronouncing dictionary and the package inflect.

grammar.py words.json answer.json: ["hour", "dogs"] -> {"articles": {"hour": ["an"]}, "plural": ["dogs"]}. Words that the
dictionary does not know are left out of `articles`.
"""

import json
import sys

import inflect
from article import article, cmudict


def main(words_path: str, answer_path: str) -> None:
    with open(words_path) as file:
        words = json.load(file)
    dictionary = cmudict.dict()
    first = {word: word.split(" ")[0].split("-")[0].lower() for word in words}
    articles = {
        word: sorted({article(said) for said in dictionary[begin]})
        for word, begin in first.items()
        if begin in dictionary
    }
    engine = inflect.engine()
    plural = [word for word in words if engine.singular_noun(word.split(" ")[-1])]
    with open(answer_path, "w") as file:
        json.dump({"articles": articles, "plural": plural}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
