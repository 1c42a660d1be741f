"""Makes a BERT folder with random weights, as `transformers` saves it: it proposes everyday words, and any of them.

Usage: tiny_bert.py <folder> <index.sense of WordNet>
The vocabulary is WordNet's most frequent words of all parts of speech, with pieces, digits and punctuation among them.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import torch
import transformers
from transformers import BertConfig, BertForMaskedLM, BertTokenizerFast

torch.set_grad_enabled(False)
torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
FUNCTION_WORDS = [
    "a",
    "an",
    "the",
    "of",
    "in",
    "on",
    "at",
    "with",
    "and",
    "or",
    "to",
    "is",
    "are",
    "two",
    "three",
    "several",
    "other",
    "one",
    "this",
    "that",
    "he",
    "it",
    "their",
    "not",
    "very",
]


def frequent_words(senses, count):
    """Lemmas of one word by how often their senses were tagged."""
    tagged = Counter()
    for line in senses.read_text().splitlines():
        key, _, _, times = line.split(" ")
        lemma = key.split("%")[0]
        if re.fullmatch("[a-z]{2,}", lemma):
            tagged[lemma] += int(times)
    return [word for word, _ in sorted(tagged.items(), key=lambda item: (-item[1], item[0]))[:count]]


def main(folder, senses):
    words = [word for word in frequent_words(senses, 2500) if word not in FUNCTION_WORDS]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = [f"##{piece}" for piece in [*letters, *"0123456789", "s", "ing", "ed", "er", "ly"]]
    vocabulary = list(dict.fromkeys([*SPECIAL, *FUNCTION_WORDS, *".,!?'\"-0123456789", *letters, *words, *pieces]))
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=48,
        intermediate_size=96,
        num_attention_heads=4,
        num_hidden_layers=2,
        max_position_embeddings=40,
    )
    torch.manual_seed(0)
    model = BertForMaskedLM(config).eval()
    generator = torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            # Wide enough that the words depend on the caption.
            parameter.copy_(2 * torch.randn(parameter.shape, generator=generator) * parameter[0].numel() ** -0.5)
    model.save_pretrained(folder)


main(*map(Path, sys.argv[1:]))
