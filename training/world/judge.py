"""Trains judge-mini, which names the object, colour, pattern and place of a picture, and is used only to evaluate.

python -m training.world.judge sidecar=FOLDER shards=FOLDER

Writes `out`: config.json and model.safetensors, for `load`. Run again, it goes on where it stopped. It shares nothing
with the other models: no weights, and not the seed of its scenes, if these are made with another one.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu, interpolate, nll_loss, pad

from training.world import loop, shards
from training.world.pixels import floats
from training.world.settings import read


@dataclass(frozen=True)
class Settings:
    sidecar: Path
    shards: Path
    out: Path = Path("data/models/judge-mini")
    checkpoint: Path = Path("out/world/judge-mini.pt")
    seed: int = 5
    side: int = 64  # pixels
    width: int = 24
    steps: int = 4000
    batch: int = 64
    rate: float = 3e-3
    shift: int = 4  # pixels, at most, up, down and aside


class Residual(nn.Module):
    """Two convolutions around which the picture also goes unchanged."""

    def __init__(self, channels: int):
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, padding=1, bias=False) for _ in range(2))
        self.norm_first, self.norm_second = (
            nn.BatchNorm2d(channels),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x_BCHW: Tensor) -> Tensor:
        inner_BCHW = gelu(self.norm_first(self.first(x_BCHW)))
        return gelu(x_BCHW + self.norm_second(self.second(inner_BCHW)))


class Judge(nn.Module):
    """Logits of the words of each kind, from pictures in [-1, 1]."""

    def __init__(self, words: dict[str, dict[str, str]], width: int):
        super().__init__()
        self.looks = {kind: list(dict.fromkeys(looks.values())) for kind, looks in words.items()}
        self.words = {kind: list(looks) for kind, looks in words.items()}
        self.look_of = words
        for kind, looks in words.items():
            is_of_WL = [[look == other for other in self.looks[kind]] for look in looks.values()]
            self.register_buffer(
                f"{kind}_looks",
                torch.tensor(is_of_WL, dtype=torch.float32),
                persistent=False,
            )
        self.trunk = nn.Sequential(
            *halve(3, width), Residual(width),
            *halve(width, 2 * width), Residual(2 * width),
            *halve(2 * width, 4 * width), Residual(4 * width),
            *halve(4 * width, 4 * width), Residual(4 * width),
        )  # fmt: skip
        self.heads = nn.ModuleDict({kind: nn.Linear(8 * width, len(looks)) for kind, looks in words.items()})

    def forward(self, pixels_BCHW: Tensor) -> dict[str, Tensor]:
        seen_BCHW = self.trunk(pixels_BCHW)
        seen_BD = torch.cat([seen_BCHW.mean((2, 3)), seen_BCHW.amax((2, 3))], 1)
        return {kind: head(seen_BD) for kind, head in self.heads.items()}

    def chances_of_looks(self, kind: str, logits_BW: Tensor) -> Tensor:
        """The chances of the looks of a kind, [B, looks]: of near-synonyms together."""
        return logits_BW.softmax(1) @ getattr(self, f"{kind}_looks")


def halve(channels: int, out: int) -> list[nn.Module]:
    return [
        nn.Conv2d(channels, out, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(out),
        nn.GELU(),
    ]


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
    save(model, words, settings)


def misjudged(model: Judge, kind: str, logits_BW: Tensor, word_B: Tensor) -> Tensor:
    """The look matters, and a little the word."""
    look_B = getattr(model, f"{kind}_looks")[word_B].argmax(1)
    looks_BL = model.chances_of_looks(kind, logits_BW).clamp_min(1e-7)
    return nll_loss(looks_BL.log(), look_B) + 0.3 * cross_entropy(logits_BW, word_B)


def save(model: Judge, words: dict[str, dict[str, str]], settings: Settings) -> None:
    settings.out.mkdir(parents=True, exist_ok=True)
    config = {
        "model_type": "judge-mini",
        "side": settings.side,
        "width": settings.width,
        "words": words,
    }
    (settings.out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    state = {name: value.half().contiguous() for name, value in model.state_dict().items() if value.is_floating_point()}
    save_file(state, settings.out / "model.safetensors", metadata={"format": "pt"})


def load(folder: Path) -> Judge:
    """The judge of a folder that `train` wrote, ready to judge, in float32."""
    config = json.loads((folder / "config.json").read_text())
    model = Judge(config["words"], config["width"])
    state = {name: value.float() for name, value in load_file(folder / "model.safetensors").items()}
    model.load_state_dict(state, strict=False)  # BatchNorm's counters of batches are not stored
    return model.eval()


if __name__ == "__main__":
    train(read(Settings))
