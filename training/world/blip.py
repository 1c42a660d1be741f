"""Trains blip-mini, a small BlipForConditionalGeneration, from nothing: pictures and what their captions say.

python -m training.world.blip shards=SHARDS sidecar=FOLDER seen=FOLDER held=FOLDER

Writes the Hugging Face folder `out`. Run again, it goes on where it stopped. Two losses: the next token of the caption, and
what the picture shows, by heads on the class vector that are dropped: they teach the tower to see before the decoder can ask.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import transformers

from training.settings import read
from training.world import captioning, folder, loop, shards, sight
from training.world.bars import Bar
from training.world.doubt import NOT_ASKED, doubted, unasked
from training.world.shards import KINDS
from training.world.vocabulary import count, tokenizer, vocabulary

BEGIN = "[DEC]"

COMMAND = """
node dist/pipeline/world-shards.js --out train --seed 1 --scenes 10000
node dist/data/world/write.js --out seen --seed 12 --scenes 500 --images
node dist/data/world/write.js --out held --seed 12 --scenes 520 --held-out --images
python -m training.world.blip shards=train/shards sidecar=train/sidecar seen=seen held=held
"""
WHAT = """
A `BlipForConditionalGeneration` that says what a picture of softpa's closed world shows: one object, its colour, its pattern
and its place, in one of the wordings of the world. 96 x 96 pixels. It knows no other words, and will say them of any picture.
"""
LEARNED = """
10,000 scenes of the closed world (`data/world`, this project) with their captions, half of them recoloured. No held-out
combination. Nothing else: no text or picture of the web.
"""


@dataclass(frozen=True)
class Settings:
    shards: Path  # written by recipe `fetch`
    sidecar: Path  # folder of sidecar.parquet and lexicon.json
    seen: Path  # scenes of combinations that training saw, of another seed, with their pictures; only scored
    held: Path  # scenes of combinations that it did not
    out: Path = Path("data/models/blip-mini")
    checkpoint: Path = Path("out/world/blip-mini.pt")
    cache: Path = Path("out/world/cache")
    seed: int = 1
    tokens: int = 2000  # at most, in the vocabulary
    positions: int = 32
    side: int = 96
    patch: int = 12
    width: int = 192  # of the tower that sees
    layers: int = 4
    text_width: int = 128
    text_layers: int = 2
    heads: int = 4
    steps: int = 6000
    batch: int = 64
    rate: float = 1e-3
    attribute_weight: float = 1.0
    shift: int = 4  # pixels, at most
    recoloured: float = 0.5  # share of a batch: see `sight.recoloured`
    doubt: float = 0.5  # see `doubt.doubted`


def make_tokenizer(captions: list[str], settings: Settings) -> transformers.BertTokenizer:
    """Whole words of the captions, and letters for all others."""
    counts = count(captions)
    tokenize = tokenizer(vocabulary(counts, counts, settings.tokens - 1, pieces=0), settings.positions)
    tokenize.add_special_tokens({"bos_token": BEGIN})
    return tokenize


def make_model(tokenize, settings: Settings) -> transformers.BlipForConditionalGeneration:
    image = {
        "image_size": settings.side,
        "patch_size": settings.patch,
        "hidden_size": settings.width,
        "intermediate_size": 2 * settings.width,
        "num_hidden_layers": settings.layers,
        "num_attention_heads": settings.heads,
        "initializer_range": 0.02,  # the default of 1e-10 is for weights that come from elsewhere
    }
    text = {
        "vocab_size": len(tokenize),
        "max_position_embeddings": settings.positions,
        "hidden_size": settings.text_width,
        "intermediate_size": 4 * settings.text_width,
        "num_hidden_layers": settings.text_layers,
        "num_attention_heads": settings.heads,
        "bos_token_id": tokenize.bos_token_id,
        "sep_token_id": tokenize.sep_token_id,
        "eos_token_id": tokenize.sep_token_id,
        "pad_token_id": tokenize.pad_token_id,
    }
    return transformers.BlipForConditionalGeneration(transformers.BlipConfig(text_config=text, vision_config=image))


def words_of_kinds(tokenize, sidecar: Path, device: torch.device) -> dict[str, torch.Tensor]:
    """The ids of the words of each kind of slot."""
    looks = shards.lexicon(sidecar).looks
    return {kind: torch.tensor(tokenize.convert_tokens_to_ids(list(looks[kind])), device=device) for kind in KINDS}


def train(settings: Settings) -> None:
    device = loop.device()
    loop.seed(settings.seed)
    scenes = shards.read(settings.sidecar, settings.side, settings.shards, settings.cache)
    names, words_NK = sight.numbered(scenes.words)
    tokenize = make_tokenizer(scenes.captions, settings)
    model = make_model(tokenize, settings).to(device).train()
    sight.open_eyes(model.vision_model.embeddings.patch_embedding, scenes.pixels_NHWC[:1000])
    heads = sight.heads(settings.width, names).to(device)
    both = torch.nn.ModuleList([model, heads])
    slot_words = words_of_kinds(tokenize, settings.sidecar, device)
    plain = settings.batch - round(settings.batch * settings.recoloured)
    optimiser = torch.optim.AdamW(both.parameters(), betas=(0.9, 0.98), weight_decay=0.05, fused=True)

    for step, line in loop.steps(
        "blip-mini", settings.checkpoint, settings, settings.steps, model=both, optimiser=optimiser
    ):
        rows = np.random.default_rng([settings.seed, step]).choice(len(scenes), settings.batch, replace=False)
        given = tokenize([scenes.captions[row] for row in rows], padding=True, truncation=True, return_tensors="pt")
        ids_BT = given.input_ids.to(device)
        ids_BT[:, 0] = tokenize.bos_token_id
        labels_BT = ids_BT.masked_fill(ids_BT == tokenize.pad_token_id, NOT_ASKED)
        labels_BT[plain:] = unasked(labels_BT[plain:], slot_words["colour"])
        asked_BK = words_NK[rows].to(device)
        asked_BK[plain:, KINDS.index("colour")] = NOT_ASKED
        values_BCHW = sight.seen(scenes.pixels_NHWC[rows], device, settings.shift)
        values_BCHW[plain:] = sight.recoloured(values_BCHW[plain:])
        with loop.halved(device):
            image = model.vision_model(values_BCHW)
            said = model.text_decoder(
                doubted(ids_BT, list(slot_words.values()), settings.doubt),
                attention_mask=given.attention_mask.to(device),
                encoder_hidden_states=image.last_hidden_state,
                labels=labels_BT,
            )
        attributes = sight.attribute_loss(heads, image.pooler_output.float(), asked_BK)
        loss = said.loss + settings.attribute_weight * attributes
        loop.update(both, optimiser, loss, loop.rate(step, settings.steps, settings.rate))
        for name, value in [("caption", said.loss), ("attributes", attributes)]:
            line[name] = 0.95 * line.get(name, value.item()) + 0.05 * value.item()

    def bars(written: Path, held: Path) -> list[Bar]:
        return captioning.bars(written, settings.seen, held)

    folder.save(model, tokenize, settings, bars, what=WHAT, learned=LEARNED, command=COMMAND)


if __name__ == "__main__":
    train(read(Settings))
