"""Trains a small BLIP, BERT and CLIP, saves them as transformers does, and answers for each what transformers computes
from its folder: random weights have no decided answers, and int8 must not change decided ones.

Usage: small_models.py <made> <coco captions>. <made> holds pictures/ and pictures.json ({train, held: groups of {file,
caption}} and texts), from small-models.ts. Makes <made>/blip, bert and clip; prints how the training went, line by line.
"""

import json
import random
import re
import string
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import transformers
from PIL import Image
from torch.nn.functional import cross_entropy

sys.path.append(str(Path(__file__).parents[1] / "peer"))
from models import CLIP_MEAN, CLIP_STD, answer, blip_captions, load, normalised, packed

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SIDE = 80
WIDTH = {"hidden_size": 128, "intermediate_size": 512, "num_attention_heads": 4, "num_hidden_layers": 3}
VISION = WIDTH | {"image_size": SIDE, "patch_size": 16}


@torch.enable_grad()
def fit(name, model, loss_of, steps, rate=1e-3):
    """Trains by `loss_of(step)`, and says how the loss went."""
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.1)
    model.train()
    losses, start = [], time.monotonic()
    for step in range(steps):
        loss = loss_of(step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    model.eval()
    before, after = np.mean(losses[:5]), np.mean(losses[-20:])
    print(f"{name}: loss {before:.3f} -> {after:.3f} in {steps} steps, {time.monotonic() - start:.0f} s", flush=True)


def word_pieces(words):
    return transformers.BertTokenizer(vocab={word: at for at, word in enumerate([*SPECIAL, *words])})


def padded(tokenizer, texts):
    return tokenizer(texts, padding=True, return_tensors="pt")


def seen(processor, folder, examples):
    """The bytes that a model sees of each picture, uint8 [pictures, side, side, 3]."""
    bytes_of = {"do_rescale": False, "do_normalize": False, "return_tensors": "np"}
    pictures = [processor(Image.open(folder / file).convert("RGB"), **bytes_of).pixel_values[0] for file, _ in examples]
    return np.ascontiguousarray(np.stack(pictures).astype(np.uint8).transpose(0, 2, 3, 1))


# --- BLIP: what the drawn pictures show


def make_blip(folder, pictures, train, held):
    tokenizer = word_pieces(sorted({word for _, caption in train for word in caption.split()}))
    tokenizer.add_special_tokens({"bos_token": "[DEC]"})
    begin, end = tokenizer.bos_token_id, tokenizer.sep_token_id
    ends = {"bos_token_id": begin, "eos_token_id": end, "sep_token_id": end, "pad_token_id": 0}
    text = WIDTH | ends | {"vocab_size": len(tokenizer), "encoder_hidden_size": 128, "max_position_embeddings": 24}
    torch.manual_seed(1)
    model = transformers.BlipForConditionalGeneration(transformers.BlipConfig(text_config=text, vision_config=VISION))
    processor = transformers.BlipImageProcessor(size={"height": SIDE, "width": SIDE})

    pixels = seen(processor, pictures, train)
    texts = padded(tokenizer, [caption for _, caption in train])
    texts.input_ids[:, 0] = begin

    def loss_of(_):
        rows = torch.randint(len(train), (32,))
        ids, mask = texts.input_ids[rows], texts.attention_mask[rows]
        logits = model(pixel_values=normalised(pixels[rows]), input_ids=ids, attention_mask=mask).logits
        return cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0)

    fit("BLIP", model, loss_of, 800)
    model.save_pretrained(folder)
    transformers.BlipProcessor(processor, tokenizer).save_pretrained(folder)

    model = load(transformers.BlipForConditionalGeneration, folder)
    pixels, ways = seen(processor, pictures, held), {"greedy": {"num_beams": 1}, "beams": {"num_beams": 3}}
    generated = {name: blip_captions(model, normalised(pixels), 16, **way) for name, way in ways.items()}
    answer(folder, pixel_values=packed(pixels), maxLength=16, ways=ways, generated=generated)
    said = tokenizer.batch_decode(generated["greedy"]["ids"], skip_special_tokens=True)
    right = np.mean([words == caption for words, (_, caption) in zip(said, held)])
    print(f"BLIP: {right:.1%} of {len(held)} held-out pictures get their caption, word for word", flush=True)


# --- BERT: which word is missing from a caption of COCO


def make_bert(folder, captions):
    held = [text for image, text in captions if image % 25 == 0]
    train = [text for image, text in captions if image % 25 != 0]
    counts = Counter(word for text in train for word in re.findall(r"[a-z]+|[^a-z\s]", text.lower()))
    tokenizer = word_pieces([word for word, _ in counts.most_common(1500)])
    config = WIDTH | {"vocab_size": len(tokenizer), "max_position_embeddings": 64}
    torch.manual_seed(2)
    without = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    model = transformers.BertForMaskedLM(transformers.BertConfig(**config, **without))

    ids = [row[:24] for row in tokenizer(train)["input_ids"]]
    # Texts of about the same length go together: less padding.
    ids.sort(key=len)
    batches = [ids[at : at + 64] for at in range(0, len(ids), 64)]
    random.seed(2)

    def loss_of(_):
        rows = random.choice(batches)
        longest = max(map(len, rows))
        whole = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        masked = (torch.rand(whole.shape) < 0.2) & (whole >= len(SPECIAL))
        given = whole.masked_fill(masked, tokenizer.mask_token_id)
        hidden = model.bert(input_ids=given, attention_mask=(whole > 0).int()).last_hidden_state
        return cross_entropy(model.cls(hidden[masked]), whole[masked])

    fit("BERT", model, loss_of, 700)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    answer_masks(folder, tokenizer, held[:600])


def answer_masks(folder, tokenizer, texts):
    model = load(transformers.BertForMaskedLM, folder)
    inputs = padded(tokenizer, texts)
    ids, mask = inputs.input_ids, inputs.attention_mask
    known = [[at for at, word in enumerate(row) if word >= len(SPECIAL)] for row in ids.tolist()]
    positions = torch.tensor([random.choice(places) for places in known])
    every = torch.arange(len(texts))
    wanted = ids[every, positions].clone()
    ids[every, positions] = tokenizer.mask_token_id
    logits = model(input_ids=ids, attention_mask=mask).logits[every, positions]
    best = logits.softmax(-1).topk(20)
    answer(
        folder,
        input_ids=packed(ids),
        attention_mask=packed(mask.int()),
        mask_positions=packed(positions),
        logits=packed(logits),
        ids=packed(best.indices),
        probabilities=packed(best.values),
    )
    first = (best.indices[:, 0] == wanted).float().mean()
    among = (best.indices == wanted[:, None]).any(-1).float().mean()
    print(f"BERT: of {len(texts)} masked words {first:.1%} are its first guess, {among:.1%} among its 20", flush=True)


# --- CLIP: which caption belongs to which picture


def byte_pairs(captions):
    """A vocabulary in the manner of CLIP's own: letters, and the pairs that make most words out of them, from the left."""
    merges = {}
    for word in sorted({word for caption in captions for word in caption.split()}):
        start, *rest = [*word[:-1], f"{word[-1]}</w>"]
        for piece in rest:
            merges[start, piece] = None
            start += piece
    letters = [*string.ascii_lowercase, *(f"{letter}</w>" for letter in string.ascii_lowercase)]
    pieces = dict.fromkeys([*letters, *("".join(pair) for pair in merges), "<|startoftext|>", "<|endoftext|>"])
    return transformers.CLIPTokenizer(vocab={piece: at for at, piece in enumerate(pieces)}, merges=[*merges])


def make_clip(folder, pictures, train, held, texts):
    """`train` and `held` are groups of pictures whose captions all differ: each is one batch."""
    tokenizer = byte_pairs([caption for group in train for _, caption in group])
    ends = {
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    text = WIDTH | ends | {"vocab_size": len(tokenizer), "max_position_embeddings": 24}
    torch.manual_seed(3)
    model = transformers.CLIPModel(transformers.CLIPConfig(text_config=text, vision_config=VISION, projection_dim=64))
    sizes = {"size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE}}
    processor = transformers.CLIPImageProcessor(**sizes, image_mean=CLIP_MEAN, image_std=CLIP_STD)

    def batch_of(group):
        ids = padded(tokenizer, [caption for _, caption in group])
        return {"pixel_values": normalised(seen(processor, pictures, group)), "input_ids": ids.input_ids}

    batches = [batch_of(group) for group in train]

    def loss_of(step):
        return model(**batches[step % len(batches)], return_loss=True).loss

    fit("CLIP", model, loss_of, 400)
    model.save_pretrained(folder)
    transformers.CLIPProcessor(processor, tokenizer).save_pretrained(folder)

    model = load(transformers.CLIPModel, folder)
    ids = padded(tokenizer, texts).input_ids
    pixels = seen(processor, pictures, held[0])
    answer(
        folder,
        input_ids=packed(ids),
        text_embeds=packed(model.get_text_features(input_ids=ids).pooler_output),
        pixel_values=packed(pixels),
        image_embeds=packed(model.get_image_features(pixel_values=normalised(pixels)).pooler_output),
    )
    right = [model(**batch_of(group)).logits_per_image.argmax(1) == torch.arange(len(group)) for group in held]
    share = torch.cat(right).float().mean()
    print(f"CLIP: {share:.1%} of the held-out pictures find their caption among {len(held[0])}", flush=True)


def examples_of(groups):
    return [[(example["file"], example["caption"]) for example in group] for group in groups]


def flat(groups):
    return [example for group in groups for example in group]


if __name__ == "__main__":
    made, coco = map(Path, sys.argv[1:])
    pictures, given = made / "pictures", json.loads((made / "pictures.json").read_text())
    train, held = examples_of(given["train"]), examples_of(given["held"])
    annotations = json.loads(coco.read_text())["annotations"]
    make_blip(made / "blip", pictures, flat(train), flat(held))
    make_bert(made / "bert", [(each["image_id"], each["caption"]) for each in annotations])
    make_clip(made / "clip", pictures, train, held, given["texts"])
