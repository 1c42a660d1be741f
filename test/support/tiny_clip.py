"""Makes a CLIP folder with random weights as `transformers` saves it, and a head of random layers; scores pictures with
both, and embeds texts.

Usage: tiny_clip.py make <folder>; makes <folder>/model and <folder>/head.pth, the model without its tokenizer
       tiny_clip.py score <folder> <pictures>; prints JSON, score by file name
       tiny_clip.py embed <folder> <texts.json>; prints JSON, an embedding for each text
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from PIL import Image
from torch import nn
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPTokenizer

torch.set_grad_enabled(False)
torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

PROJECTION = 40
# A letter for each byte, alone and at the end of a word, then begin and end: tiny-clip.ts writes the tokenizer.
VOCABULARY = {"vocab_size": 514, "bos_token_id": 512, "eos_token_id": 513}


class Head(nn.Module):
    """Linear layers and dropouts as in LAION's V2, so that its names are the same."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(PROJECTION, 64),
            nn.Dropout(0.2),
            nn.Linear(64, 32),
            nn.Dropout(0.2),
            nn.Linear(32, 16),
            nn.Dropout(0.1),
            nn.Linear(16, 8),
            nn.Linear(8, 1),
        )

    def forward(self, x):
        return self.layers(x)


def draw(module, generator):
    for parameter in module.parameters():
        if parameter.ndim > 1:
            # Wide enough that the score depends on the picture.
            parameter.copy_(2 * torch.randn(parameter.shape, generator=generator) * parameter[0].numel() ** -0.5)


def make(folder):
    width = {"hidden_size": 48, "intermediate_size": 96, "num_attention_heads": 4, "num_hidden_layers": 2}
    config = CLIPConfig(
        text_config={**width, **VOCABULARY},
        vision_config={**width, "image_size": 64, "patch_size": 16},
        projection_dim=PROJECTION,
    )
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(1)
    model = CLIPModel(config).eval()
    draw(model, generator)
    model.save_pretrained(folder / "model")
    size = {"size": {"shortest_edge": 64}, "crop_size": {"height": 64, "width": 64}}
    CLIPImageProcessorPil(**size).save_pretrained(folder / "model")
    head = Head()
    draw(head, generator)
    torch.save(head.state_dict(), folder / "head.pth")


def score(folder, pictures):
    processor = CLIPImageProcessorPil.from_pretrained(folder / "model")
    model = CLIPModel.from_pretrained(folder / "model").eval()
    head = Head().eval()
    head.load_state_dict(torch.load(folder / "head.pth"))
    scores = {}
    for path in sorted(pictures.glob("*.jpg")):
        with Image.open(path) as picture:
            inputs = processor(picture.convert("RGB"), return_tensors="pt")
        features_1P = model.get_image_features(**inputs)
        features_1P = getattr(features_1P, "pooler_output", features_1P)
        scores[path.name] = head(features_1P / features_1P.norm(dim=-1, keepdim=True)).item()
    print(json.dumps(scores))


def embed(folder, texts):
    """One by one and padded to 77, as everybody does it first."""
    tokenizer = CLIPTokenizer.from_pretrained(folder / "model")
    model = CLIPModel.from_pretrained(folder / "model").eval()
    embeddings = []
    for text in texts:
        ids = tokenizer(text, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
        features_1P = model.get_text_features(**ids)
        embeddings.append(getattr(features_1P, "pooler_output", features_1P)[0].tolist())
    print(json.dumps(embeddings))


action, folder, *more = sys.argv[1:]
if action == "make":
    make(Path(folder))
elif action == "score":
    score(Path(folder), Path(more[0]))
else:
    embed(Path(folder), json.loads(Path(more[0]).read_text()))
