"""Whether ldm-mini's masks lie where the replaced word is: Delta and M beside the world's exact masks, by kind of word.

node dist/data/world/write.js --out scenes --seed 21 --scenes 150 --edits 4 --images --side 64
python -m training.world.masks scenes=scenes

A scene and a kind of word make one case: N = 4 edits, one noise, and the pixels that any of the edits may change. Beside it
stands the ceiling: what a model that knew the exact edited pictures would mark, through the same autoencoder.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from pyarrow import parquet
from torch import Tensor

from training.mask import TAU, Peak, dissimilarity, edit_mask
from training.metrics import auc, iou, shrunk
from training.model_folder import (
    ModelParts,
    encode_images,
    encode_texts,
    natural_side,
    open_model,
)
from training.noise import noise_estimates, noised
from training.settings import read
from training.world.bars import Bar, table
from training.world.pixels import floats
from training.world.shards import KINDS, picture

N = 4
TIMESTEP = 250
# By kind: the least AUC, and by how much the mask's IoU is to pass that of a mask of ones.
WANTED = {"colour": (0.95, 0.45), "pattern": (0.95, 0.45), "object": (0.90, 0.25), "place": (0.85, None)}


@dataclass(frozen=True)
class Settings:
    scenes: Path  # a folder of data/world/write.js, with pictures and 4 edits or more of each word
    model: Path = Path("data/models/ldm-mini")
    peak: Peak = "max"


@dataclass(frozen=True)
class Case:
    """One picture, N captions with another word of one kind, and where they may change it."""

    kind: str
    pixels_HWC: np.ndarray
    captions: list[str]
    edited_NHWC: np.ndarray
    true_HW: np.ndarray  # bool


@dataclass(frozen=True)
class Score:
    """Of one case: how well Delta ranks the latent pixels, and the overlap of M and of a mask of ones."""

    auc: float
    iou: float
    iou_of_ones: float


def cases(scenes: Path, side: int) -> Iterator[Case]:
    """Every scene with each kind of word of which it has N edits."""
    for row in parquet.read_table(scenes / "sidecar.parquet", columns=["image", "edits"]).to_pylist():
        for kind in KINDS:
            edits = [edit for edit in row["edits"] if edit["slot"] == kind][:N]
            if len(edits) == N:
                masks = [np.asarray(Image.open(io.BytesIO(edit["mask"])).resize((side, side))) > 127 for edit in edits]
                captions = [edit["caption"] for edit in edits]
                edited = np.stack([picture(edit["image"], side) for edit in edits])
                yield Case(kind, picture(row["image"], side), captions, edited, np.logical_or.reduce(masks))


@torch.no_grad()
def estimated(parts: ModelParts, case: Case, number: int) -> Tensor:
    """Delta_11hw of the model, at one noise that is a function of the case's number (Eqn 2)."""
    z0_1Chw = encode_images(parts, floats(np.stack([case.pixels_HWC])))
    eps_1Chw = torch.randn(z0_1Chw.shape, generator=torch.Generator().manual_seed(number))
    t_1 = torch.tensor([TIMESTEP])
    z_t_1Chw = noised(z0_1Chw, eps_1Chw, parts.scheduler.alphas_cumprod[t_1])
    return dissimilarity(noise_estimates(parts.unet, z_t_1Chw, t_1, encode_texts(parts, case.captions)[None]))


def known(parts: ModelParts, case: Case) -> Tensor:
    """Delta_11hw of the exact edits: at one z_t, differences of noise are differences of clean latents, scaled."""
    return dissimilarity(encode_images(parts, floats(case.edited_NHWC))[None])


def score(Delta_11hw: Tensor, true_HW: np.ndarray, peak: Peak = "max") -> Score | None:
    """None where the edits change no latent pixel, or all."""
    true_hw = shrunk(true_HW, tuple(Delta_11hw.shape[2:]))
    if true_hw.all() or not true_hw.any():
        return None
    M_hw = edit_mask(Delta_11hw, TAU, peak)[0, 0].bool().numpy()
    return Score(auc(Delta_11hw[0, 0].numpy(), true_hw), iou(M_hw, true_hw), iou(np.ones_like(M_hw), true_hw))


def scores(model: Path, scenes: Path, peak: Peak = "max") -> dict[str, dict[str, list[Score]]]:
    """Of the model and of the ceiling, of each kind. Raises ValueError where the scenes have no edits to score."""
    parts = open_model(model)
    found: dict[str, dict[str, list[Score]]] = {name: {kind: [] for kind in KINDS} for name in ("model", "ceiling")}
    for number, case in enumerate(cases(scenes, natural_side(parts))):
        Deltas = {"model": estimated(parts, case, number), "ceiling": known(parts, case)}
        for name, Delta_11hw in Deltas.items():
            one = score(Delta_11hw, case.true_HW, peak)
            if one is not None:
                found[name][case.kind].append(one)
    if empty := [kind for kind, of_kind in found["model"].items() if not of_kind]:
        raise ValueError(f"Saw no {N} edits of {', '.join(empty)} in {scenes}, wanted scenes written with --edits {N}.")
    return found


def mean(found: list[Score], name: str) -> float:
    return float(np.mean([getattr(one, name) for one in found]))


def bars(found: dict[str, list[Score]]) -> list[Bar]:
    reached = []
    for kind, (least_auc, least_gain) in WANTED.items():
        reached.append(Bar(f"{kind}: AUC of Delta", least_auc, mean(found[kind], "auc")))
        if least_gain is not None:
            gain = mean(found[kind], "iou") - mean(found[kind], "iou_of_ones")
            reached.append(Bar(f"{kind}: IoU of M over that of a mask of ones", least_gain, gain))
    return reached


def main(settings: Settings) -> None:
    found = scores(settings.model, settings.scenes, settings.peak)
    for name, by_kind in found.items():
        for kind, of_kind in by_kind.items():
            figures = "  ".join(f"{figure} {mean(of_kind, figure):.3f}" for figure in ("auc", "iou", "iou_of_ones"))
            print(f"{name}, {kind}: {len(of_kind)} cases  {figures}")
    print(table(bars(found["model"])))


if __name__ == "__main__":
    main(read(Settings))
