"""Makes a BLIP folder with random weights and a small vocabulary, as `transformers` saves it, and captions pictures with it.

Usage: tiny_blip.py make <folder>
       tiny_blip.py caption <folder> <pictures> [beams] [prompt]; prints JSON, caption by file name
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from PIL import Image
from transformers import (
    BertTokenizerFast,
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessor,
    BlipProcessor,
)

torch.set_grad_enabled(False)
torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

THINGS = "cat dog car bus house tree boat flower cake cup table street beach snow field man woman child bird plate"
LOOKS = "red green blue black white yellow orange purple small large old young wooden bright dark long short round"
OTHER = "a an the of on in with and two three is are standing sitting parked near under over photography ##s ##ing"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def make(folder):
    folder.mkdir(parents=True)
    words = f"{THINGS} {LOOKS} {OTHER}".split()
    (folder / "vocab.txt").write_text("\n".join([*SPECIAL, *words]) + "\n")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"))
    tokenizer.add_special_tokens({"bos_token": "[DEC]"})
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.sep_token_id, "pad_token_id": 0}
    width = {"hidden_size": 48, "intermediate_size": 96, "num_attention_heads": 4, "num_hidden_layers": 2}
    text = {**width, **ends, "sep_token_id": 3, "vocab_size": len(tokenizer), "encoder_hidden_size": 48}
    config = BlipConfig(
        text_config={**text, "max_position_embeddings": 64, "projection_dim": 32},
        vision_config={**width, "image_size": 64, "patch_size": 16, "projection_dim": 32},
    )
    torch.manual_seed(0)
    model = BlipForConditionalGeneration(config).eval()
    generator = torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            # Wide enough that the words depend on the picture, and no two are nearly as likely.
            parameter.copy_(2 * torch.randn(parameter.shape, generator=generator) * parameter[0].numel() ** -0.5)
    model.save_pretrained(folder)
    BlipProcessor(BlipImageProcessor(size={"height": 64, "width": 64}), tokenizer).save_pretrained(folder)


def caption(folder, pictures, beams, prompt):
    processor = BlipProcessor.from_pretrained(folder)
    model = BlipForConditionalGeneration.from_pretrained(folder).eval()
    said = {}
    for path in sorted(pictures.glob("*.jpg")):
        with Image.open(path) as picture:
            inputs = processor(picture.convert("RGB"), *([prompt] if prompt else []), return_tensors="pt")
        ids = model.generate(**inputs, max_length=20, num_beams=beams, do_sample=False)
        said[path.name] = processor.decode(ids[0], skip_special_tokens=True).strip()
    print(json.dumps(said))


action, folder, *more = sys.argv[1:]
if action == "make":
    make(Path(folder))
else:
    caption(Path(folder), Path(more[0]), int((more[1:] or [1])[0]), "".join(more[2:]))
