"""The net of judge-mini, and its folder."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import gelu


class Residual(nn.Module):
    """Two convolutions around which the picture also goes unchanged."""

    def __init__(self, channels: int):
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, padding=1, bias=False) for _ in range(2))
        self.norm_first, self.norm_second = (nn.BatchNorm2d(channels), nn.BatchNorm2d(channels))

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
            self.register_buffer(f"{kind}_looks", torch.tensor(is_of_WL, dtype=torch.float32), persistent=False)
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
    return [nn.Conv2d(channels, out, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(out), nn.GELU()]


def load(folder: Path) -> Judge:
    """The judge of a folder that `training.world.judge` wrote, ready to judge, in float32."""
    config = json.loads((folder / "config.json").read_text())
    model = Judge(config["words"], config["width"])
    state = {name: value.float() for name, value in load_file(folder / "model.safetensors").items()}
    model.load_state_dict(state, strict=False)  # BatchNorm's counters of batches are not stored
    return model.eval()
