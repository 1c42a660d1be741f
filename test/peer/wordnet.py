"""Prints what NLTK's WordNet says of nouns and adjectives, one line of JSON a lemma: wordnet.py <folder> <count>.

The folder holds WordNet's files. Count lemmas of each part of speech are drawn, all of them where it is 0.
"""

import json
import random
import sys

from nltk.corpus.reader.wordnet import WordNetCorpusReader

parts_of_speech = {"n": "noun", "a": "adjective", "s": "adjective"}


# WordNet sorts black and white by lightness, apart from the other colours; softpa adds them to the cluster of achromatic.
ADDED_TO = "achromatic.a.01"
ADDED = ("black.a.01", "white.a.01")


class Reader(WordNetCorpusReader):
    def map_wn(self, version="wordnet"):
        """Maps synsets of WordNet 3.0 for other languages: nothing here, and that database is not there."""

    def heads(self, adjective):
        if adjective.pos() == "s":
            return adjective.similar_tos()
        return [
            adjective,
            *([self.synset(ADDED_TO)] if adjective.name() in ADDED else []),
        ]

    def satellites(self, head):
        return [
            *head.similar_tos(),
            *(map(self.synset, ADDED) if head.name() == ADDED_TO else []),
        ]

    def synonyms(self, synset, lemma):
        return others([synset], lemma)

    def antonyms(self, synset, lemma):
        own = [word for word in synset.lemmas() if word.name().lower() == lemma]
        return {antonym.name() for word in own for antonym in word.antonyms()}

    def indirect_antonyms(self, synset, lemma):
        """The words of the opposite clusters: the synset of each antonym of the head, and its satellites."""
        if synset.pos() == "n":
            return set()
        words = [word for head in self.heads(synset) for word in head.lemmas()]
        opposites = [antonym.synset() for word in words for antonym in word.antonyms()]
        satellites = [satellite for opposite in opposites for satellite in self.satellites(opposite)]
        return others([*opposites, *satellites], lemma) - self.antonyms(synset, lemma)

    def hypernyms(self, synset, lemma):
        return others(synset.hypernyms(), lemma)

    def co_hyponyms(self, synset, lemma):
        if synset.pos() == "n":
            siblings = [sibling for above in synset.hypernyms() for sibling in above.hyponyms()]
        else:
            siblings = [sibling for head in self.heads(synset) for sibling in self.satellites(head)]
        return others([sibling for sibling in siblings if sibling != synset], lemma)


relations = {
    "synonyms": Reader.synonyms,
    "antonyms": Reader.antonyms,
    "indirectAntonyms": Reader.indirect_antonyms,
    "hypernyms": Reader.hypernyms,
    "coHyponyms": Reader.co_hyponyms,
}


def spaced(words):
    return sorted({word.replace("_", " ") for word in words})


def others(synsets, lemma):
    names = {name for synset in synsets for name in synset.lemma_names()}
    return {name for name in names if name.lower() != lemma}


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
    cut = [lemma[:-1] + ending for ending in ["ies", "ves", "ier", "iest", "zes", "ches", "shes"]]
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
                name: spaced(name for synset in chosen for name in find(wordnet, synset, lemma))
                for name, find in relations.items()
            }
            for mode, chosen in modes.items()
        },
        "forms": analyse(wordnet, forms_of(lemma), pos),
    }


def analyse(wordnet, forms, pos):
    """All base forms that morphy finds, of which `morphy` itself answers the first."""
    found = {form: wordnet._morphy(form, pos) for form in forms}
    return {form.replace("_", " "): [base.replace("_", " ") for base in bases] for form, bases in found.items()}


def main(folder, count):
    wordnet = Reader(folder, None)
    for pos in "na":
        lemmas = sorted(wordnet.all_lemma_names(pos))
        for lemma in random.Random(4).sample(lemmas, count) if count else lemmas:
            print(json.dumps(answer(wordnet, lemma, pos)))
        exceptions = analyse(wordnet, wordnet._exception_map[pos], pos)
        print(json.dumps({"lemma": None, "pos": parts_of_speech[pos], "forms": exceptions}))


main(sys.argv[1], int(sys.argv[2]))
