"""CLIP's kind of tokenizer: pairs of bytes, merged where texts often have them, each word with its end."""

import json
from collections.abc import Iterable

from tokenizers import pre_tokenizers, trainers
from transformers import CLIPTokenizer

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"


def tokenizer(texts: Iterable[str], size: int, positions: int) -> CLIPTokenizer:
    """At most `size` tokens; every byte is one, inside a word and at its end, so that any text can be read.

    `positions`: how many tokens the model reads, begin and end included.
    """
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    single = [*letters, *(letter + WORD_END for letter in letters)]
    merges = learn_merges(texts, size - len(single) - 2)
    tokens = [*single, *("".join(pair) for pair in merges), BEGIN, END]
    vocabulary = {token: at for at, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, bos_token=BEGIN, eos_token=END, model_max_length=positions)


def learn_merges(texts: Iterable[str], count: int) -> list[tuple[str, str]]:
    """The pairs to merge, most frequent first; fewer where every word is one token already."""
    # The class brings CLIP's way of cutting a text into words; its vocabulary is a dummy.
    untrained = CLIPTokenizer().backend_tokenizer
    trainer = trainers.BpeTrainer(vocab_size=2**16, end_of_word_suffix=WORD_END, show_progress=False)
    untrained.train_from_iterator(texts, trainer)
    return [tuple(pair) for pair in json.loads(untrained.to_str())["model"]["merges"][:count]]
