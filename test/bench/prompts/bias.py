"""Copies a BERT folder and biases its answers by how often words are counted. Arguments: its folder, the new one, which has
counts.json: numbers by word."""

import json
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

source, made = map(Path, sys.argv[1:])
counts = json.loads((made / "counts.json").read_text())
vocabulary = (source / "vocab.txt").read_text().splitlines()
tensors = load_file(source / "model.safetensors")
# A word that was never counted is half as likely as one that was counted once.
tensors["cls.predictions.bias"] = torch.tensor([counts.get(word, 0.5) for word in vocabulary]).log()
for name in ["config.json", "vocab.txt"]:
    shutil.copy(source / name, made / name)
save_file(tensors, made / "model.safetensors.tmp", {"format": "pt"})
(made / "model.safetensors.tmp").rename(made / "model.safetensors")
