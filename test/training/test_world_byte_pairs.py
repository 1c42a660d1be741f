"""The tokenizer of clip-mini."""

import pytest

from training.world import byte_pairs

TEXTS = ["there is a crimson flan sitting on a carpet", "a navy couch in the snow"]


@pytest.fixture(scope="module")
def tokenize():
    return byte_pairs.tokenizer(TEXTS, 2000, 32)


def test_a_word_of_the_world_is_one_token(tokenize):
    assert tokenize.tokenize("crimson couch") == ["crimson</w>", "couch</w>"]


def test_any_text_can_be_read_and_written_again(tokenize):
    text = "zebras like café 42 °!"
    assert tokenize.decode(tokenize(text).input_ids, skip_special_tokens=True).replace(" ", "") == text.replace(" ", "")


def test_a_text_lies_between_begin_and_end(tokenize):
    ids = tokenize("a navy couch").input_ids
    assert (ids[0], ids[-1]) == (tokenize.bos_token_id, tokenize.eos_token_id)


def test_the_vocabulary_ends_where_it_was_told_to():
    assert len(byte_pairs.tokenizer(TEXTS, 530, 32)) == 530


def test_a_saved_tokenizer_is_the_same(tokenize, tmp_path):
    tokenize.save_pretrained(tmp_path)
    again = type(tokenize).from_pretrained(tmp_path)
    assert again("a zebra on a carpet").input_ids == tokenize("a zebra on a carpet").input_ids
