"""A WordPiece vocabulary of words first: the nouns and adjectives of captions are single tokens, for only a single
token can fill a mask. Pieces are there to read what is left, and no mask is ever filled with one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tokenizers import normalizers, pre_tokenizers
from transformers import BertTokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
NORMALISE = normalizers.BertNormalizer(lowercase=True)
SPLIT = pre_tokenizers.BertPreTokenizer()


def words_of(text: str) -> Iterator[str]:
    """The words of a text as BERT's uncased tokenizers see them, before any is cut into pieces."""
    return (word for word, _ in SPLIT.pre_tokenize_str(NORMALISE.normalize_str(text)))


def count(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words_of(text))


def vocabulary(counts: Counter[str], required: Iterable[str], size: int, pieces: int) -> list[str]:
    """At most `size` tokens: the special ones, characters, all `required` words, the most frequent words, `pieces`
    endings.

    Endings are those that most often complete a word of the vocabulary to one that is not ("skateboard", "##ers").
    """
    characters = sorted({letter for word in counts for letter in word if letter.isascii()})
    sure = dict.fromkeys([*SPECIAL, *characters, *(f"##{letter}" for letter in characters), *sorted(required)])
    ranked = sorted(
        (word for word in counts if word not in sure and word.isascii()), key=lambda word: (-counts[word], word)
    )
    words = [*sure, *ranked[: size - pieces - len(sure)]]
    endings = count_endings(set(words), counts)
    best = sorted((ending for ending in endings if ending not in sure), key=lambda ending: (-endings[ending], ending))
    return [*words, *best[:pieces]]


def count_endings(words: set[str], counts: Counter[str]) -> Counter[str]:
    endings: Counter[str] = Counter()
    for word, times in counts.items():
        if word not in words:
            for at in range(2, len(word)):
                if word[:at] in words:
                    endings[f"##{word[at:]}"] += times
    return endings


def tokenizer(tokens: Sequence[str], longest: int) -> BertTokenizer:
    """`longest`: the number of positions of the model."""
    return BertTokenizer(vocab={token: at for at, token in enumerate(tokens)}, model_max_length=longest)
