"""Trains judge-mini, which names the object, colour, pattern and place of a picture, and is used only to evaluate.

python -m training.world.judge shards=train/shards sidecar=train/sidecar seen=seen held=held

Writes `out`: config.json and model.safetensors, for `load`. Run again, it goes on where it stopped. It has no part of the
other models, and none of them learns from it or is chosen by it. Its card wants the autoencoder of `training.world.vae`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import cross_entropy, interpolate, nll_loss, pad

from training.settings import read
from training.world import card, loop, shards, verdict
from training.world.eye import Judge, load
from training.world.pixels import floats
from training.world.whole import making


@dataclass(frozen=True)
class Settings:
    shards: Path  # written by recipe `fetch`
    sidecar: Path  # folder of sidecar.parquet and lexicon.json
    seen: Path  # scenes of combinations that training saw, of another seed, with their pictures
    held: Path  # scenes of combinations that it did not
    vae: Path = Path("out/world/ldm-mini-vae")
    out: Path = Path("data/models/judge-mini")
    checkpoint: Path = Path("out/world/judge-mini.pt")
    seed: int = 5
    side: int = 64  # pixels
    width: int = 24
    steps: int = 4000
    batch: int = 64
    rate: float = 3e-3
    shift: int = 4  # pixels, at most, up, down and aside


def vary(pixels_BCHW: Tensor, shift: int) -> Tensor:
    """The pictures moved, mirrored, blurred and noisy, so that small faults of a generator do not matter."""
    side, (down, right) = (
        pixels_BCHW.shape[-1],
        torch.randint(0, 2 * shift + 1, (2,)).tolist(),
    )
    x_BCHW = pad(pixels_BCHW, (shift,) * 4, mode="replicate")[..., down : down + side, right : right + side]
    if torch.rand(()) < 0.5:
        x_BCHW = x_BCHW.flip(3)
    if torch.rand(()) < 0.5:
        smaller = int(torch.randint(side * 5 // 8, side, ()))
        small_BCHW = interpolate(x_BCHW, smaller, mode="bilinear", antialias=True)
        x_BCHW = interpolate(small_BCHW, side, mode="bicubic")
    return x_BCHW + torch.rand(()) * 0.1 * torch.randn_like(x_BCHW)


def train(settings: Settings) -> None:
    device = loop.device()
    scenes = shards.read(settings.sidecar, settings.side, settings.shards)
    words = shards.lexicon(settings.sidecar).looks
    loop.seed(settings.seed)
    model = Judge(words, settings.width).to(device, memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(model.parameters(), weight_decay=0.05, fused=True)
    pixels_NHWC = torch.from_numpy(scenes.pixels_NHWC)
    targets = {
        kind: torch.tensor([model.words[kind].index(word) for word in meant], device=device)
        for kind, meant in scenes.words.items()
    }
    parts = {"model": model, "optimiser": optimiser}
    for step, line in loop.steps("judge-mini", settings.checkpoint, settings, settings.steps, **parts):
        rows = torch.randint(0, len(scenes), (settings.batch,))
        logits = model(vary(floats(pixels_NHWC[rows].to(device)), settings.shift))
        loss = sum(misjudged(model, kind, logits[kind], targets[kind][rows.to(device)]) for kind in targets)
        loop.update(model, optimiser, loss, loop.rate(step, settings.steps, settings.rate))
        line["loss"] = 0.98 * line.get("loss", loss.item()) + 0.02 * loss.item()
    save(model, settings)


def misjudged(model: Judge, kind: str, logits_BW: Tensor, word_B: Tensor) -> Tensor:
    """The look matters, and a little the word."""
    look_B = getattr(model, f"{kind}_looks")[word_B].argmax(1)
    looks_BL = model.chances_of_looks(kind, logits_BW).clamp_min(1e-7)
    return nll_loss(looks_BL.log(), look_B) + 0.3 * cross_entropy(logits_BW, word_B)


def save(model: Judge, settings: Settings) -> None:
    """Writes `settings.out` in half precision, in place only when it is whole."""
    with making(settings.out) as folder:
        config = {"model_type": "judge-mini", "side": settings.side, "width": settings.width, "words": model.look_of}
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        state = {
            name: value.half().contiguous() for name, value in model.state_dict().items() if value.is_floating_point()
        }
        save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
        scenes = {name: shards.read(getattr(settings, name), settings.side) for name in ("seen", "held")}
        card.write(
            folder,
            name=settings.out.name,
            what=WHAT,
            learned=LEARNED,
            command=COMMAND,
            library="pytorch",
            spent=loop.spent(settings.checkpoint),
            parameters=sum(parameter.numel() for parameter in model.parameters()),
            bars=verdict.bars(load(folder), settings.vae, scenes),
        )


WHAT = """
Names the object, colour, pattern and place of a picture of softpa's closed world, 64 x 64 pixels. It evaluates `ldm-mini` and what
is made from it, and is used for nothing else. `training.world.judge.load(folder)` opens it, `training.world.verdict` asks it.
"""

LEARNED = """
10,000 scenes of the closed world (`data/world`, this project), moved, mirrored, blurred and noisy. No held-out combination, no
picture that a model made. Nothing else.
"""

COMMAND = """
node dist/pipeline/world-shards.js --out train --seed 1 --scenes 10000
node dist/data/world/write.js --out seen --seed 12 --scenes 500 --images
node dist/data/world/write.js --out held --seed 12 --scenes 520 --held-out --images
python -m training.world.vae shards=train/shards sidecar=train/sidecar
python -m training.world.judge shards=train/shards sidecar=train/sidecar seen=seen held=held
"""


if __name__ == "__main__":
    train(read(Settings))
