"""Edits where there is no world: pictures that training never saw, each with one of its prompts; nobody knows the exact result.

What the picture shows is told by a CLIP that chose no prompts: success is R-precision, the chance that an edit's own prompt is
nearer to it than 99 others. The mask is the network's own, from before training, of caption and prompt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from pyarrow import parquet
from torch import Tensor

from training.edit_table import read_square
from training.mask import TAU, dissimilarity, edit_mask
from training.metrics import ClipModel, change_within, clip_score, embed_images, embed_texts, r_precision, ssim_kept
from training.model_folder import ModelParts, encode_images, encode_texts
from training.noise import noise_estimates, noised
from training.sdedit import floats, generator_of
from training.shards import find_files
from training.study.arms import EditSet
from training.study.plan import StudyError
from training.study.settings import Settings

COLUMNS = ["key", "image", "caption", "slot_word", "slot_pos", "prompts"]
DISTRACTORS = 99
TIMESTEP = 500


@dataclass(frozen=True)
class FoundEdit:
    """As exact_edits.ExactEdit has it, without what nobody knows."""

    key: str
    kind: str  # noun or adjective
    word: str
    target: str
    caption: str
    prompt: str
    source_HW3: np.ndarray
    M_HW: np.ndarray
    exact_HW3: None = None
    distance: float = np.nan
    held_out: bool = False


def check(settings: Settings) -> None:
    """Raises StudyError where the held-out shard has fewer rows than the sets of edits want."""
    held_out = sum(parquet.read_metadata(path).num_rows for _, path in held_out_files(settings))
    wanted = 2 * settings.edits + settings.validation
    if held_out < wanted:
        raise StudyError(
            f"Saw {held_out} rows held out for edits, an eighth of those with prompts, wanted {wanted}, which is twice "
            "edits= and once validation=: give more data, or lower them."
        )


def draw(settings: Settings, parts: ModelParts, name: EditSet, side: int) -> list[FoundEdit]:
    """The edits of a set; the sets share no picture."""
    files = held_out_files(settings)
    rows = [row for _, path in files for row in parquet.read_table(path, columns=COLUMNS).to_pylist()]
    ends = np.cumsum([settings.edits, settings.validation, settings.edits])
    last = ends[("test", "validation", "fresh").index(name)]
    first = last - (settings.validation if name == "validation" else settings.edits)
    return [found_edit(parts, row, number, side) for number, row in enumerate(rows[first:last])]


def held_out_files(settings: Settings) -> list:
    return find_files(str(settings.out / "shards" / "edits"))


def found_edit(parts: ModelParts, row: dict, number: int, side: int) -> FoundEdit:
    """With one of the row's prompts, the first of the first row, the second of the second, and so on round."""
    prompt = row["prompts"][number % len(row["prompts"])]
    source_HW3 = read_square(row["image"]["bytes"], side)
    return FoundEdit(
        key=row["key"],
        kind=row["slot_pos"],
        word=row["slot_word"],
        target=prompt["word"],
        caption=row["caption"],
        prompt=prompt["text"],
        source_HW3=source_HW3,
        M_HW=own_mask(parts, source_HW3, [row["caption"], prompt["text"]], row["key"]),
    )


@torch.inference_mode()
def own_mask(parts: ModelParts, source_HW3: np.ndarray, texts: list[str], key: str) -> np.ndarray:
    """M_HW, bool: where the model before training hears the two texts differ (Eqn 2, one noise)."""
    z0_1Chw = encode_images(parts, floats(source_HW3[None]))
    eps_1Chw = torch.randn(z0_1Chw.shape, generator=generator_of(0, key)).to(z0_1Chw.device)
    t_1 = torch.tensor([TIMESTEP], device=z0_1Chw.device)
    z_t_1Chw = noised(z0_1Chw, eps_1Chw, parts.scheduler.alphas_cumprod.to(z0_1Chw.device)[t_1])
    Delta_11hw = dissimilarity(noise_estimates(parts.unet, z_t_1Chw, t_1, encode_texts(parts, texts)[None]))
    M_11hw: Tensor = edit_mask(Delta_11hw, TAU, "max")
    wide_11HW = torch.nn.functional.interpolate(M_11hw, source_HW3.shape[:2], mode="nearest")
    return wide_11HW[0, 0].bool().cpu().numpy()


def scored_rows(
    clip: ClipModel, edits: Sequence[FoundEdit], made_NHW3: np.ndarray, name: str, strength: float
) -> Iterator[dict]:
    """As measure.judged_rows, without what nobody knows."""
    image_ND, prompts = embed_images(clip, made_NHW3), [edit.prompt for edit in edits]
    precision_N = r_precision(
        image_ND, embed_texts(clip, prompts, ""), prompts, min(DISTRACTORS, len(set(prompts)) - 1)
    )
    score_N = clip_score(image_ND, embed_texts(clip, prompts))
    for number, (edit, made_HW3) in enumerate(zip(edits, made_NHW3, strict=True)):
        yield {
            "set": name,
            "edit": number,
            "strength": strength,
            "success": float(precision_N[number]),
            "clip_score": round(float(score_N[number]), 2),
            "ssim": round(ssim_kept(made_HW3, edit.source_HW3, edit.M_HW), 2),
            "change": round(change_within(made_HW3, edit.source_HW3, edit.M_HW), 2),
        }
