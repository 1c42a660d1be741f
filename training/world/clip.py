"""Trains clip-mini, a small CLIPModel, from nothing: pictures beside captions, and texts as far apart as the world holds them.

python -m training.world.clip shards=SHARDS sidecar=FOLDER held=FOLDER

Writes the Hugging Face folder `out`. Run again, it goes on where it stopped. Three losses: CLIP's own, in which each caption
also comes with one word replaced, so that a batch holds the hardest strangers; what the picture shows, by heads that are
dropped; and a correlation that makes distances of texts follow the world's (`distance_loss`).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import transformers
from torch.nn.functional import cross_entropy, normalize

from training.settings import read
from training.world import byte_pairs, edits, folder, loop, retrieval, shards, sight
from training.world.shards import KINDS

COMMAND = """
node dist/pipeline/world-shards.js --out train --seed 1 --scenes 10000
node dist/data/world/write.js --out held --seed 12 --scenes 520 --held-out --images
python -m training.world.clip shards=train/shards sidecar=train/sidecar held=held
"""
WHAT = """
A `CLIPModel` for the captions and pictures of softpa's closed world: 64 x 64 pixels, texts of at most 32 tokens. Distances of
its texts follow the world's: crimson is nearer to red than to blue. Its tokenizer reads any text, byte by byte where it must,
but only the world's words mean something to the model. The text tower is that of `ldm-mini`.
"""
LEARNED = """
10,000 scenes of the closed world (`data/world`, this project) with their captions, and these captions with one word replaced.
No held-out combination. Nothing else: no text or picture of the web.
"""


@dataclass(frozen=True)
class Settings:
    shards: Path  # written by recipe `fetch`
    sidecar: Path  # folder of sidecar.parquet and lexicon.json
    held: Path  # the same of held-out scenes of another seed, with their pictures; only scored
    out: Path = Path("data/models/clip-mini")
    checkpoint: Path = Path("out/world/clip-mini.pt")
    cache: Path = Path("out/world/cache")
    seed: int = 1
    tokens: int = 2000  # at most, in the vocabulary
    positions: int = 32
    side: int = 64
    patch: int = 8
    width: int = 128  # of both towers, and of what they have in common
    text_layers: int = 3
    image_layers: int = 4
    heads: int = 4
    steps: int = 1000
    batch: int = 128
    edits: int = 2  # of each caption
    rate: float = 1e-3
    attribute_weight: float = 1.0
    distance_weight: float = 1.0


def make_model(tokenize, settings: Settings) -> transformers.CLIPModel:
    tower = {
        "hidden_size": settings.width,
        "intermediate_size": 4 * settings.width,
        "num_attention_heads": settings.heads,
        "projection_dim": settings.width,
    }
    text = {
        "vocab_size": len(tokenize),
        "max_position_embeddings": settings.positions,
        "num_hidden_layers": settings.text_layers,
        "bos_token_id": tokenize.bos_token_id,
        "eos_token_id": tokenize.eos_token_id,
        "pad_token_id": tokenize.pad_token_id,
    }
    image = {"image_size": settings.side, "patch_size": settings.patch, "num_hidden_layers": settings.image_layers}
    config = transformers.CLIPConfig(
        text_config={**tower, **text}, vision_config={**tower, **image}, projection_dim=settings.width
    )
    return transformers.CLIPModel(config)


@dataclass(frozen=True)
class Texts:
    """Captions of a batch, then their edits: C = B (1 + edits) texts."""

    texts: list[str]
    looks_CK: torch.Tensor  # numbers of the looks that each text speaks of
    kinds_E: torch.Tensor  # which kind each edit changes
    distances_E: torch.Tensor  # how far, by the world


def draw_texts(scenes, rows, looks_NK, names, lexicon, choices, count: int, draw: np.random.Generator) -> Texts:
    """The captions of `rows` with `count` edits of each."""
    texts, looks = [scenes.captions[row] for row in rows], [looks_NK[row] for row in rows]
    kinds, distances = [], []
    for _ in range(count):
        for row in rows:
            words = {kind: scenes.words[kind][row] for kind in KINDS}
            text, kind, other = edits.drawn(scenes.captions[row], words, choices, draw)
            look_K = looks_NK[row].clone()
            look_K[KINDS.index(kind)] = names[kind].index(lexicon.looks[kind][other])
            texts.append(text)
            looks.append(look_K)
            kinds.append(KINDS.index(kind))
            distances.append(lexicon.distances[kind][words[kind]][other])
    return Texts(texts, torch.stack(looks), torch.tensor(kinds), torch.tensor(distances))


def contrast(image_BD: torch.Tensor, text_CD: torch.Tensor, same_BC: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """CLIP's loss, both ways, where several texts may be right for a picture: all that speak of the same looks."""
    logits_BC = scale * image_BD @ text_CD.T
    count = len(image_BD)
    right_BC, right_BB = same_BC.float(), same_BC[:, :count].T.float()
    by_image = cross_entropy(logits_BC, right_BC / right_BC.sum(1, keepdim=True))
    by_text = cross_entropy(logits_BC[:, :count].T, right_BB / right_BB.sum(1, keepdim=True))
    return (by_image + by_text) / 2


def distance_loss(text_CD: torch.Tensor, texts: Texts) -> torch.Tensor:
    """1 - Pearson's r between the cosine distance of a caption to its edit and the world's distance of the two words.

    For each kind of word by itself, since the world's distances of two kinds cannot be compared; the mean of the kinds.
    """
    count = len(text_CD) - len(texts.kinds_E)
    source_ED = text_CD[:count].repeat(len(texts.kinds_E) // count, 1)
    apart_E = 1 - (source_ED * text_CD[count:]).sum(1)
    correlations = []
    for kind in range(len(KINDS)):
        of_kind_E = (texts.kinds_E == kind).to(apart_E.device)
        if of_kind_E.sum() > 2:
            both_2E = torch.stack([apart_E[of_kind_E], texts.distances_E.to(apart_E.device)[of_kind_E].float()])
            centred_2E = both_2E - both_2E.mean(1, keepdim=True)
            correlations.append((normalize(centred_2E[0], dim=0) * normalize(centred_2E[1], dim=0)).sum())
    return 1 - torch.stack(correlations).mean()


def train(settings: Settings) -> None:
    device = loop.device()
    loop.seed(settings.seed)
    scenes = shards.read(settings.sidecar, settings.side, settings.shards, settings.cache)
    lexicon, choices = shards.lexicon(settings.sidecar), edits.choices(settings.sidecar)
    looks = {kind: [lexicon.looks[kind][word] for word in scenes.words[kind]] for kind in KINDS}
    names, looks_NK = sight.numbered(looks)
    tokenize = byte_pairs.tokenizer(scenes.captions, settings.tokens, settings.positions)
    model = make_model(tokenize, settings).to(device).train()
    sight.open_eyes(model.vision_model.embeddings.patch_embedding, scenes.pixels_NHWC[:1000])
    heads = sight.heads(settings.width, names).to(device)
    both = torch.nn.ModuleList([model, heads])
    optimiser = torch.optim.AdamW(both.parameters(), betas=(0.9, 0.98), weight_decay=0.05, fused=True)

    for step, line in loop.steps(
        "clip-mini", settings.checkpoint, settings, settings.steps, model=both, optimiser=optimiser
    ):
        draw = np.random.default_rng([settings.seed, step])
        rows = draw.choice(len(scenes), settings.batch, replace=False)
        texts = draw_texts(scenes, rows, looks_NK, names, lexicon, choices, settings.edits, draw)
        given = tokenize(texts.texts, padding=True, truncation=True, return_tensors="pt").to(device)
        with loop.halved(device):  # the pictures are nearly all of the cost
            seen_BD = model.vision_model(sight.seen(scenes.pixels_NHWC[rows], device)).pooler_output.float()
        image_BD = normalize(model.visual_projection(seen_BD))
        text_CD = normalize(model.text_projection(model.text_model(**given).pooler_output))
        looks_BK, looks_CK = looks_NK[rows].to(device), texts.looks_CK.to(device)
        same_BC = (looks_BK[:, None] == looks_CK[None]).all(2)

        contrastive = contrast(image_BD, text_CD, same_BC, model.logit_scale.exp().clamp(max=100))
        attributes = sight.attribute_loss(heads, seen_BD, looks_BK)
        distances = distance_loss(text_CD, texts)
        loss = contrastive + settings.attribute_weight * attributes + settings.distance_weight * distances
        loop.update(both, optimiser, loss, loop.rate(step, settings.steps, settings.rate))
        for name, value in [("contrastive", contrastive), ("attributes", attributes), ("distances", distances)]:
            line[name] = 0.95 * line.get(name, value.item()) + 0.05 * value.item()
    folder.save(model, tokenize, settings, retrieval.bars, what=WHAT, learned=LEARNED, command=COMMAND)


if __name__ == "__main__":
    train(read(Settings))
