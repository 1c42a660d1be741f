"""Makes model folders with random weights, as transformers saves them and as old releases were published, and answers
for each what transformers computes from that same folder. Arguments: output folder, then `small` or names of full-size models."""

import base64
import json
import random
import shutil
import string
import sys
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import load_file, save_file

torch.set_grad_enabled(False)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

CLIP_MEAN, CLIP_STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]


def packed(array):
    array = np.ascontiguousarray(array)
    return {"type": str(array.dtype), "shape": list(array.shape), "base64": base64.b64encode(array.tobytes()).decode()}


def randomise(model, seed, scale=1.0):
    """Weights wide enough for decided answers: the usual .02 leaves every score near its neighbour."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if "norm" in name.lower() and name.endswith("weight"):
            parameter.copy_(1 + 0.1 * noise)
        elif parameter.ndim < 2:
            parameter.copy_(0.1 * noise)
        else:
            parameter.copy_(scale * noise * parameter[0].numel() ** -0.5)


def save(model, folder, dtype=torch.float32, **how):
    model.to(dtype).save_pretrained(folder, **how)
    if model.config.model_type == "bert":
        return
    side = model.config.vision_config.image_size
    preprocessor = {
        "size": {"height": side, "width": side},
        "image_mean": CLIP_MEAN,
        "image_std": CLIP_STD,
        "rescale_factor": 1 / 255,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor))


def rewrite(folder, change):
    """Gives the one weights file another layout."""
    path = folder / "model.safetensors"
    tensors = change(load_file(path))
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, {"format": "pt"})


def edit_config(folder, change):
    path = folder / "config.json"
    config = json.loads(path.read_text())
    change(config)
    path.write_text(json.dumps(config))


def tensorflow_names(tensors):
    return {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): tensor
        for name, tensor in tensors.items()
    }


def answer(folder, **answers):
    (folder / "answers.json").write_text(json.dumps(answers))


def load(kind, folder):
    return kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


# --- BERT


def bert_answers(folder, texts, length, seed):
    model = load(transformers.BertForMaskedLM, folder)
    rng = np.random.default_rng(seed)
    ids = rng.integers(0, model.config.vocab_size, (texts, length))
    lengths = rng.integers(2, length + 1, texts)
    mask = (np.arange(length) < lengths[:, None]).astype(np.int32)
    positions = (rng.random(texts) * lengths).astype(np.int64)
    mask_answers(folder, model, ids, mask, positions)


def mask_answers(folder, model, ids, mask, positions, **more):
    logits = model(input_ids=torch.tensor(ids), attention_mask=torch.tensor(mask)).logits[range(len(ids)), positions]
    best = logits.softmax(-1).topk(20)
    answer(
        folder,
        **more,
        input_ids=packed(ids),
        attention_mask=packed(mask),
        mask_positions=packed(positions),
        logits=packed(logits.numpy()),
        ids=packed(best.indices.numpy()),
        probabilities=packed(best.values.numpy()),
    )


def bert(folder, seed, texts=200, length=17, scale=1.0, dtype=torch.float32, how=None, layout=None, **config):
    model = transformers.BertForMaskedLM(transformers.BertConfig(**config))
    randomise(model, seed, scale)
    save(model, folder, dtype, **(how or {}))
    if layout:
        rewrite(folder, layout)
    bert_answers(folder, texts, length, seed)


def bert_published(tensors):
    """As bert-base-uncased: TensorFlow's names, position ids, heads that nobody asks for, no decoder matrix."""
    more = {"bert.embeddings.position_ids": torch.arange(32)[None], "cls.seq_relationship.bias": torch.zeros(2)}
    return tensorflow_names(tensors) | more


def bert_bare(tensors):
    """The encoder without its prefix, and a decoder of its own beside it."""
    own = {"cls.predictions.decoder.weight": tensors["bert.embeddings.word_embeddings.weight"].clone()}
    return {name.removeprefix("bert."): tensor for name, tensor in tensors.items()} | own


def bert_words(folder, seed, texts=200):
    """As published before there was a tokenizer.json: vocab.txt alone says what a text is."""
    model = transformers.BertForMaskedLM(
        transformers.BertConfig(num_hidden_layers=2, num_attention_heads=4, **BERT_SMALL)
    )
    randomise(model, seed)
    save(model, folder)
    rewrite(folder, bert_published)
    syllables = [consonant + vowel for consonant in "bcdfgklmnprstvz" for vowel in "aeiou"]
    pieces = [*syllables, *(f"##{syllable}" for syllable in syllables), *string.ascii_lowercase, *string.punctuation]
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *pieces][: model.config.vocab_size]) + "\n"
    )

    chance = random.Random(seed)
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(60)]
    words += [
        words[0].title(),
        words[1].upper(),
        words[2].replace("a", "\u00e4"),
        "it's",
        "x-ray,",
        "\u72ac",
        "q" * 120,
    ]
    said = [
        [*chance.choices(words, k=chance.randint(0, 5)), "[MASK]", *chance.choices(words, k=chance.randint(0, 3))]
        for _ in range(texts)
    ]
    written = [" ".join(words) for words in said]
    tokenizer = transformers.BertTokenizer.from_pretrained(folder)
    inputs = tokenizer(written, padding=True, truncation=True, max_length=32, return_tensors="np")
    ids, mask = inputs["input_ids"], inputs["attention_mask"].astype(np.int32)
    positions = (ids == tokenizer.mask_token_id).argmax(1)
    mask_answers(folder, load(transformers.BertForMaskedLM, folder), ids, mask, positions, texts=written)


# --- CLIP


def clip_answers(folder, items, seed):
    model = load(transformers.CLIPModel, folder)
    text, vision = model.config.text_config, model.config.vision_config
    rng = np.random.default_rng(seed)
    begin, end = text.vocab_size - 2, text.vocab_size - 1
    length = text.max_position_embeddings
    ids = np.full((items, length), end)
    ids[:, 0] = begin
    lengths = rng.integers(3, length + 1, items)
    for row, count in zip(ids, lengths):
        row[1 : count - 1] = rng.integers(0, begin, count - 2)
    pixels = rng.integers(0, 256, (items, vision.image_size, vision.image_size, 3), dtype=np.uint8)
    answer(
        folder,
        input_ids=packed(ids),
        lengths=packed(lengths),
        text_embeds=packed(model.get_text_features(input_ids=torch.tensor(ids)).pooler_output.numpy()),
        pixel_values=packed(pixels),
        image_embeds=packed(model.get_image_features(pixel_values=normalised(pixels)).pooler_output.numpy()),
    )


def normalised(pixels):
    x = torch.tensor(pixels).permute(0, 3, 1, 2).float() / 255
    return (x - torch.tensor(CLIP_MEAN)[:, None, None]) / torch.tensor(CLIP_STD)[:, None, None]


def clip(folder, seed, items=200, dtype=torch.float32, how=None, layout=None, config_change=None, scale=1.0, **config):
    model = transformers.CLIPModel(transformers.CLIPConfig(**config))
    randomise(model, seed, scale)
    save(model, folder, dtype, **(how or {}))
    if layout:
        rewrite(folder, layout)
    if config_change:
        edit_config(folder, config_change)
    clip_answers(folder, items, seed)


def clip_published(tensors):
    buffers = {
        "text_model.embeddings.position_ids": torch.arange(77)[None],
        "vision_model.embeddings.position_ids": torch.arange(50)[None],
    }
    return tensors | buffers


def legacy_end(config):
    config["text_config"] |= {"eos_token_id": 2, "bos_token_id": 0}


def second_copy(config):
    """As clip-vit-large-patch14: what counts stands in text_config_dict, and text_config says something else."""
    legacy_end(config)
    keys = (
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "max_position_embeddings",
    )
    config["text_config_dict"] = {key: config["text_config"][key] for key in keys}
    config["text_config_dict"]["eos_token_id"] = config["text_config"]["vocab_size"] - 1
    config["vision_config_dict"] = None


# --- BLIP

WAYS = {
    "greedy": {"num_beams": 1},
    "beams": {"num_beams": 3},
    "prompt": {"num_beams": 1, "prompt": [5, 17, 9]},
    "prompt-beams": {"num_beams": 3, "prompt": [5, 17, 9], "min_length": 9},
    "penalty": {"num_beams": 1, "repetition_penalty": 1.5, "min_length": 10},
    "penalty-beams": {"num_beams": 2, "repetition_penalty": 1.3},
}


def blip_answers(folder, images, max_length, ways, seed):
    model = load(transformers.BlipForConditionalGeneration, folder)
    side = model.config.vision_config.image_size
    pixels = np.random.default_rng(seed).integers(0, 256, (images, side, side, 3), dtype=np.uint8)
    generated = {name: blip_captions(model, normalised(pixels), max_length, **way) for name, way in ways.items()}
    answer(folder, pixel_values=packed(pixels), maxLength=max_length, ways=ways, generated=generated)


def blip_captions(model, x, max_length, prompt=(), **way):
    text = model.config.text_config
    ids = torch.tensor([[0, *prompt, text.sep_token_id]]).repeat(len(x), 1)
    out = model.generate(
        pixel_values=x, input_ids=ids, max_length=max_length, do_sample=False, return_dict_in_generate=True, **way
    ).sequences
    rows = [trimmed(row, 1 + len(prompt), text.sep_token_id) for row in out.tolist()]
    return {
        "ids": rows,
        "scores": [mean_log_probability(model, x[i : i + 1], row, 1 + len(prompt)) for i, row in enumerate(rows)],
    }


def trimmed(row, prompt, end):
    return row[: row.index(end, prompt) + 1] if end in row[prompt:] else row


def mean_log_probability(model, x, row, prompt):
    """Without cache and without penalties, from one forward pass over the whole text."""
    log_p = model(pixel_values=x, input_ids=torch.tensor([row])).logits.log_softmax(-1)[0]
    return float(np.mean([log_p[i - 1, row[i]] for i in range(prompt, len(row))]))


def blip(
    folder,
    seed,
    images=200,
    max_length=16,
    ways=WAYS,
    end_bias=0.0,
    dtype=torch.float32,
    how=None,
    layout=None,
    scale=1.0,
    **config,
):
    model = transformers.BlipForConditionalGeneration(transformers.BlipConfig(**config))
    randomise(model, seed, scale)
    model.text_decoder.cls.predictions.bias[model.config.text_config.sep_token_id] += end_bias
    save(model, folder, dtype, **(how or {}))
    if layout:
        rewrite(folder, layout)
    blip_answers(folder, images, max_length, ways, seed)


def blip_published(tensors):
    """As Salesforce/blip-image-captioning-base: all three of the head's tensors, and position ids."""
    head = "text_decoder.cls.predictions"
    bias = tensors.get(f"{head}.bias", tensors.get(f"{head}.decoder.bias"))
    own = {
        f"{head}.bias": bias.clone(),
        f"{head}.decoder.bias": bias.clone(),
        f"{head}.decoder.weight": tensors["text_decoder.bert.embeddings.word_embeddings.weight"].clone(),
        "text_decoder.bert.embeddings.position_ids": torch.arange(40)[None],
    }
    return tensors | own


BERT_SMALL = {"vocab_size": 211, "hidden_size": 60, "intermediate_size": 96, "max_position_embeddings": 32}
TEXT_SMALL = {
    "vocab_size": 131,
    "hidden_size": 36,
    "intermediate_size": 72,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "max_position_embeddings": 12,
}
TEXT_SMALL |= {"eos_token_id": 130, "bos_token_id": 129, "pad_token_id": 1}
VISION_SMALL = {
    "hidden_size": 40,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 5,
    "image_size": 24,
    "patch_size": 8,
}
BLIP_TEXT = {
    "vocab_size": 131,
    "hidden_size": 48,
    "intermediate_size": 80,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "max_position_embeddings": 40,
}
BLIP_TEXT |= {"bos_token_id": 129, "sep_token_id": 102}
BLIP_SMALL = {"text_config": BLIP_TEXT, "vision_config": VISION_SMALL}
CLIP_SMALL = {"text_config": TEXT_SMALL, "vision_config": VISION_SMALL, "projection_dim": 28}


def small(out):
    # Threads that wait for each other take minutes where others work beside them; alone, two are no faster than one.
    torch.set_num_threads(1)
    half, brain, shards = torch.float16, torch.bfloat16, {"max_shard_size": "30KB"}
    bert(out / "bert", 1, num_hidden_layers=3, num_attention_heads=5, **BERT_SMALL)
    bert(
        out / "bert-untied",
        2,
        num_hidden_layers=1,
        num_attention_heads=3,
        tie_word_embeddings=False,
        hidden_act="gelu_new",
        **BERT_SMALL,
    )
    bert(out / "bert-published", 3, num_hidden_layers=2, num_attention_heads=4, layout=bert_published, **BERT_SMALL)
    bert(
        out / "bert-bare",
        4,
        num_hidden_layers=2,
        num_attention_heads=4,
        hidden_act="relu",
        layout=bert_bare,
        **BERT_SMALL,
    )
    bert(out / "bert-half", 5, num_hidden_layers=2, num_attention_heads=6, dtype=half, **BERT_SMALL)
    bert(out / "bert-sharded", 6, num_hidden_layers=2, num_attention_heads=6, dtype=brain, how=shards, **BERT_SMALL)
    bert_words(out / "bert-words", 16)
    clip(out / "clip", 7, **CLIP_SMALL)
    clip(out / "clip-legacy", 8, layout=clip_published, config_change=legacy_end, **CLIP_SMALL)
    clip(out / "clip-second-copy", 9, config_change=second_copy, **CLIP_SMALL)
    clip(out / "clip-half", 10, dtype=half, how=shards, **CLIP_SMALL)
    odd = VISION_SMALL | {"image_size": 27, "hidden_act": "gelu"}
    clip(out / "clip-odd-side", 11, **(CLIP_SMALL | {"vision_config": odd}))
    blip(out / "blip", 12, end_bias=1.0, **BLIP_SMALL)
    blip(
        out / "blip-untied",
        13,
        end_bias=1.0,
        **(BLIP_SMALL | {"tie_word_embeddings": False, "text_config": BLIP_TEXT | {"tie_word_embeddings": False}}),
    )
    blip(out / "blip-published", 14, end_bias=1.0, layout=blip_published, **BLIP_SMALL)
    blip(out / "blip-half", 15, end_bias=1.0, dtype=half, how=shards, **BLIP_SMALL)


# Full shapes, random weights: the real ones are not everywhere.

BLIP_WAYS = {"greedy": {"num_beams": 1}, "prompt-beams": {"num_beams": 3, "prompt": [1037, 5855, 1997]}}


def bert_base(out):
    bert(out / "bert-base", 21, texts=8, length=24, layout=bert_published)


def clip_large(out):
    text = {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12}
    vision = {
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
        "patch_size": 14,
    }
    clip(
        out / "clip-large",
        22,
        items=4,
        text_config=text,
        vision_config=vision,
        projection_dim=768,
        config_change=second_copy,
    )


def clip_base(out):
    clip(out / "clip-base", 23, items=4, dtype=torch.float16, layout=clip_published, config_change=legacy_end)


def blip_base(out):
    blip(
        out / "blip-base", 24, images=3, ways=BLIP_WAYS, layout=blip_published, text_config={"num_attention_heads": 12}
    )


def blip_large(out):
    vision = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24, "num_attention_heads": 16}
    text = {"num_attention_heads": 12, "encoder_hidden_size": 1024}
    shards = {"max_shard_size": "700MB"}
    blip(out / "blip-large", 25, images=2, ways=BLIP_WAYS, how=shards, vision_config=vision, text_config=text)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for suite in sys.argv[2:]:
        globals()[suite](target)
