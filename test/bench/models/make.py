"""Makes what both sides read: folders of BLIP-base, BERT-base and CLIP ViT-L/14 with random weights and real vocabularies,
captions, and photographs as pixels. Arguments: output folder, fixtures folder."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).parents[2] / "peer"))
import models

SIDE = 384
out, fixtures = map(Path, sys.argv[1:])


def photographs():
    for path in sorted(fixtures.glob("images/coco/*.jpg")):
        with Image.open(path) as picture:
            yield np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC))


def captions():
    """The first caption of each photograph of COCO val2017: 5,000 of 7 to 28 words."""
    said = json.loads((fixtures / "captions/coco_captions_val2017.json").read_text())["annotations"]
    first = {}
    for caption in said:
        first.setdefault(caption["image_id"], " ".join(caption["caption"].split()))
    return list(first.values())


def masked(text):
    words = text.split()
    words[len(words) // 2] = "[MASK]"
    return " ".join(words)


# What the tests ask these folders; the benchmarks ask their own.
models.bert_answers = models.clip_answers = models.blip_answers = lambda *_: None
models.bert_base(out)
models.clip_large(out)
# Weights of this size, and a decoder that is not the embeddings: each word then hangs on the image and on the words before
# it. With others one word goes round and round.
untied = {"num_attention_heads": 12, "tie_word_embeddings": False}
models.blip(out / "blip-base", 24, scale=0.5, text_config=untied, tie_word_embeddings=False)
shutil.copy(fixtures / "tokenizers/bert-base-uncased-vocab.txt", out / "bert-base/vocab.txt")
np.stack(list(photographs())).tofile(out / "pixels.bin")
texts = captions()
(out / "captions.txt").write_text("\n".join(texts))
(out / "masked.txt").write_text("\n".join(map(masked, texts)))
