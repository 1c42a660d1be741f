"""Editors that show what the figures mean: no edit, no edit by way of the model's latents, and the right one."""

from collections.abc import Sequence

import numpy as np
import torch

from training.diffedit import decode
from training.model_folder import ModelParts
from training.study.found import FoundEdit
from training.study.sweep import DECODED, Encoded
from training.world.exact_edits import ExactEdit


@torch.inference_mode()
def trivial(
    parts: ModelParts, edits: Sequence[ExactEdit] | Sequence[FoundEdit], encoded: Encoded
) -> dict[str, np.ndarray]:
    """What each makes of the edits, uint8 [N, H, W, 3], by name; the last only where somebody knows the exact results."""
    some = [decode(parts, encoded.z0_NChw[at : at + DECODED]) for at in range(0, len(edits), DECODED)]
    made = {
        "copy of the source": np.stack([edit.source_HW3 for edit in edits]),
        "the autoencoder alone": np.concatenate(some)[: len(edits)],
    }
    if edits[0].exact_HW3 is None:
        return made
    return {**made, "exact result": np.stack([edit.exact_HW3 for edit in edits])}
