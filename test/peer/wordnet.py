"""Prints what NLTK's WordNet says of nouns and adjectives, one line of JSON a lemma: wordnet.py <folder> <count>.

The folder holds WordNet's files. Count lemmas of each part of speech are drawn, all of them where it is 0.
"""

import json
import random
import sys

from nltk.corpus.reader.wordnet import WordNetCorpusReader

parts_of_speech = {"n": "noun", "a": "adjective", "s": "adjective"}


class Reader(WordNetCorpusReader):
    def map_wn(self, version="wordnet"):
        """Maps synsets of WordNet 3.0 for other languages: nothing here, and that database is not there."""


def spaced(words):
    return sorted({word.replace("_", " ") for word in words})


def others(synsets, lemma):
    names = {name for synset in synsets for name in synset.lemma_names()}
    return {name for name in names if name.lower() != lemma}


def co_hyponyms(synset, lemma):
    if synset.pos() == "a":
        siblings = synset.similar_tos()
    elif synset.pos() == "s":
        siblings = [
            other for head in synset.similar_tos() for other in head.similar_tos()
        ]
    else:
        siblings = [other for above in synset.hypernyms() for other in above.hyponyms()]
    return others([other for other in siblings if other != synset], lemma)


def direct_antonyms(synset, lemma):
    own = [word for word in synset.lemmas() if word.name().lower() == lemma]
    return {antonym.name() for word in own for antonym in word.antonyms()}


def indirect_antonyms(synset, lemma):
    """The words of the opposite clusters: the synset of each antonym of the head, and its satellites."""
    if synset.pos() == "n":
        return set()
    heads = synset.similar_tos() if synset.pos() == "s" else [synset]
    opposites = [
        antonym.synset()
        for head in heads
        for word in head.lemmas()
        for antonym in word.antonyms()
    ]
    clusters = [
        *opposites,
        *(satellite for opposite in opposites for satellite in opposite.similar_tos()),
    ]
    return others(clusters, lemma) - direct_antonyms(synset, lemma)


relations = {
    "synonyms": lambda synset, lemma: others([synset], lemma),
    "antonyms": direct_antonyms,
    "indirectAntonyms": indirect_antonyms,
    "hypernyms": lambda synset, lemma: others(synset.hypernyms(), lemma),
    "coHyponyms": co_hyponyms,
}


def describe(synset):
    return {
        "id": synset.name().replace("_", " "),
        "pos": parts_of_speech[synset.pos()],
        "lemmas": [name.replace("_", " ") for name in synset.lemma_names()],
        "isInstance": bool(synset.instance_hypernyms()),
        "lexname": synset.lexname(),
    }


def forms_of(lemma):
    """What may or may not be a form of the lemma."""
    endings = ["", "s", "es", "ses", "ves", "er", "est", "r", "st"]
    cut = [
        lemma[:-1] + ending
        for ending in ["ies", "ves", "ier", "iest", "zes", "ches", "shes"]
    ]
    return [*(lemma + ending for ending in endings), *cut, lemma.replace("man", "men")]


def answer(wordnet, lemma, pos):
    synsets = list(dict.fromkeys(word.synset() for word in wordnet.lemmas(lemma, pos)))
    modes = {"first": synsets[:1], "all": synsets}
    return {
        "lemma": lemma.replace("_", " "),
        "pos": parts_of_speech[pos],
        "synsets": [describe(synset) for synset in synsets],
        **{
            mode: {
                name: spaced(name for synset in chosen for name in find(synset, lemma))
                for name, find in relations.items()
            }
            for mode, chosen in modes.items()
        },
        "forms": analyse(wordnet, forms_of(lemma), pos),
    }


def analyse(wordnet, forms, pos):
    """All base forms that morphy finds, of which `morphy` itself answers the first."""
    found = {form: wordnet._morphy(form, pos) for form in forms}
    return {
        form.replace("_", " "): [base.replace("_", " ") for base in bases]
        for form, bases in found.items()
    }


def main(folder, count):
    wordnet = Reader(folder, None)
    for pos in "na":
        lemmas = sorted(wordnet.all_lemma_names(pos))
        for lemma in random.Random(4).sample(lemmas, count) if count else lemmas:
            print(json.dumps(answer(wordnet, lemma, pos)))
        exceptions = analyse(wordnet, wordnet._exception_map[pos], pos)
        print(
            json.dumps(
                {"lemma": None, "pos": parts_of_speech[pos], "forms": exceptions}
            )
        )


main(sys.argv[1], int(sys.argv[2]))
