"""Trains blip-mini, a small BlipForConditionalGeneration, from nothing: pictures and what their captions say.

python -m training.world.blip shards=SHARDS sidecar=FOLDER held=FOLDER

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
from training.world.vocabulary import count, tokenizer, vocabulary

BEGIN = "[DEC]"

COMMAND = """
node dist/pipeline/world-shards.js --out train --seed 1 --scenes 10000
node dist/data/world/write.js --out held --seed 12 --scenes 520 --held-out --images
python -m training.world.blip shards=train/shards sidecar=train/sidecar held=held
"""
WHAT = """
A `BlipForConditionalGeneration` that says what a picture of softpa's closed world shows: one object, its colour, its pattern
and its place, in one of the wordings of the world. 96 x 96 pixels. It knows no other words, and will say them of any picture.
"""
LEARNED = """
10,000 scenes of the closed world (`data/world`, this project) with their captions. No held-out combination. Nothing else: no
text or picture of the web.
"""


@dataclass(frozen=True)
class Settings:
    shards: Path  # written by recipe `fetch`
    sidecar: Path  # folder of sidecar.parquet and lexicon.json
    held: Path  # the same of held-out scenes of another seed, with their pictures; only scored
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
    steps: int = 5000
    batch: int = 64
    rate: float = 1e-3
    attribute_weight: float = 1.0
    shift: int = 4  # pixels, at most


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
    optimiser = torch.optim.AdamW(both.parameters(), betas=(0.9, 0.98), weight_decay=0.05, fused=True)

    for step, line in loop.steps(
        "blip-mini", settings.checkpoint, settings, settings.steps, model=both, optimiser=optimiser
    ):
        rows = np.random.default_rng([settings.seed, step]).choice(len(scenes), settings.batch, replace=False)
        given = tokenize([scenes.captions[row] for row in rows], padding=True, truncation=True, return_tensors="pt")
        ids_BT = given.input_ids.to(device)
        ids_BT[:, 0] = tokenize.bos_token_id
        with loop.halved(device):
            image = model.vision_model(sight.seen(scenes.pixels_NHWC[rows], device, settings.shift))
            said = model.text_decoder(
                ids_BT,
                attention_mask=given.attention_mask.to(device),
                encoder_hidden_states=image.last_hidden_state,
                labels=ids_BT.masked_fill(ids_BT == tokenize.pad_token_id, -100),
            )
        attributes = sight.attribute_loss(heads, image.pooler_output.float(), words_NK[rows].to(device))
        loss = said.loss + settings.attribute_weight * attributes
        loop.update(both, optimiser, loss, loop.rate(step, settings.steps, settings.rate))
        for name, value in [("caption", said.loss), ("attributes", attributes)]:
            line[name] = 0.95 * line.get(name, value.item()) + 0.05 * value.item()
    folder.save(model, tokenize, settings, captioning.bars, what=WHAT, learned=LEARNED, command=COMMAND)


if __name__ == "__main__":
    train(read(Settings))
