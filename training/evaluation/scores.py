"""What editors made, measured edit by edit: columns of numbers, nan where the list does not hold what a measure asks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from training.evaluation.edit_list import KnownEdit
from training.evaluation.made import Pictures
from training.evaluation.makers import Made
from training.mask import TAU, edit_mask
from training.metrics import (
    ClipModel,
    Features,
    auc,
    change_within,
    clip_score,
    embed_images,
    embed_texts,
    iou,
    psnr,
    r_precision,
    shrunk,
    ssim_kept,
)
from training.metrics.clip import PREFIX

Columns = dict[str, np.ndarray]  # by name [N], float64


@dataclass(frozen=True)
class Scored:
    """One editor's pictures, measured."""

    columns: Columns
    features_ND: np.ndarray | None = None  # what Frechet and kernel distance compare
    told: dict[str, list] = field(default_factory=dict)  # by name [N], what is no number, for the rows alone


@dataclass(frozen=True)
class Eyes:
    """What looks at pictures as a whole; all may be None."""

    clip: ClipModel | None = None
    prefix: str = PREFIX
    features: Features | None = None


def score(edits: Sequence[KnownEdit], pictures: Pictures, eyes: Eyes) -> Scored:
    made = [pictures.read(n) for n in range(len(edits))]
    pixels_NHW3 = np.stack([one.pixels_HW3 for one in made])
    image_ND = None if eyes.clip is None else embed_images(eyes.clip, pixels_NHW3)
    columns = {**nearness(edits, made), **agreement(eyes, edits, image_ND)}
    return Scored(columns, image_ND if eyes.features is None else eyes.features(pixels_NHW3))


def nearness(edits: Sequence[KnownEdit], made: Sequence[Made]) -> Columns:
    """How near the pictures are to the sources outside the mask and inside it, and to the exact results."""
    rows = [nearness_of(*one) for one in zip(edits, made, strict=True)]
    return {name: np.array([row[name] for row in rows], np.float64) for name in rows[0]}


def nearness_of(known: KnownEdit, made: Made) -> dict[str, float]:
    M_HW, edited_HW3, source_HW3 = known.M_HW, made.pixels_HW3, known.edit.pixels_HW3
    return {
        "ssim": math.nan if M_HW is None else ssim_kept(edited_HW3, source_HW3, M_HW),
        "change": math.nan if M_HW is None else change_within(edited_HW3, source_HW3, M_HW),
        "psnr": math.nan if known.exact_HW3 is None else psnr(edited_HW3, known.exact_HW3),
        **mask_match(known, made),
    }


def mask_match(known: KnownEdit, made: Made) -> dict[str, float]:
    """AUC of the editor's map, and by how much the IoU of the mask cut from it passes that of a mask of ones."""
    if known.M_HW is None or made.map_hw is None:
        return {"mask_auc": math.nan, "mask_gain": math.nan}
    true_hw = shrunk(known.M_HW, made.map_hw.shape)
    map_11hw = torch.from_numpy(made.map_hw)[None, None]
    M_hw = edit_mask(map_11hw, TAU, "max")[0, 0].bool().numpy()
    return {
        "mask_auc": auc(made.map_hw, true_hw),
        "mask_gain": iou(M_hw, true_hw) - iou(np.ones_like(M_hw), true_hw),
    }


def agreement(eyes: Eyes, edits: Sequence[KnownEdit], image_ND: np.ndarray | None) -> Columns:
    """How well pictures, as a CLIP embeds them, fit their prompts."""
    unknown_N = np.full(len(edits), math.nan)
    if eyes.clip is None:
        return {"clip_score": unknown_N, "r_precision": unknown_N}
    prompts = [known.edit.prompt for known in edits]
    found_N = r_precision(image_ND, embed_texts(eyes.clip, prompts, prefix=""), prompts)
    return {
        "clip_score": clip_score(image_ND, embed_texts(eyes.clip, prompts, eyes.prefix)),
        "r_precision": unknown_N if found_N is None else found_N,
    }
