"""Writes models as they were published before safetensors: weights in pytorch_model.bin alone. Usage: torch_only.py <out> <vocab.txt>"""

import shutil
import sys
from pathlib import Path

import torch
import transformers as t

out, vocab = Path(sys.argv[1]), sys.argv[2]
t.logging.set_verbosity_error()
text = {
    "hidden_size": 8,
    "intermediate_size": 16,
    "num_attention_heads": 2,
    "num_hidden_layers": 1,
    "vocab_size": 30524,
}
sight = {**text, "image_size": 32, "patch_size": 16}
sight.pop("vocab_size")
tokenizer = t.BertTokenizer(vocab=vocab)
models = {
    "bert": (t.BertForMaskedLM(t.BertConfig(**text)), tokenizer),
    "blip": (
        t.BlipForConditionalGeneration(t.BlipConfig(text_config=text, vision_config=sight)),
        t.BlipProcessor(t.BlipImageProcessorPil(size={"height": 32, "width": 32}), tokenizer),
    ),
}
for name, (model, processor) in models.items():
    folder = out / name
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    shutil.copy(vocab, folder / "vocab.txt")
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
