"""Whether an arm's own masks lie where the words differ: by kind of word and timestep, against the world's exact masks."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from training.mask import TAU, dissimilarity, edit_mask
from training.metrics import auc, iou, shrunk
from training.model_folder import ModelParts, encode_images, encode_texts
from training.noise import noise_estimates, noised
from training.sdedit import floats
from training.world.masks import Case

TIMESTEPS = (250, 500, 850)


@torch.no_grad()
def mask_rows(parts: ModelParts, cases: Sequence[Case]) -> Iterator[dict]:
    """AUC of Delta and IoU of M (Eqn 2, one noise), and the IoU that a mask of ones would have."""
    for number, case in enumerate(cases):
        z0_1Chw = encode_images(parts, floats(np.stack([case.pixels_HWC])))
        text_1NLD = encode_texts(parts, case.captions)[None]
        true_hw = shrunk(case.true_HW, tuple(z0_1Chw.shape[2:]))
        for t in TIMESTEPS:
            Delta_11hw = delta(parts, z0_1Chw, text_1NLD, t, number)
            M_hw = edit_mask(Delta_11hw, TAU, "max")[0, 0].bool().cpu().numpy()
            yield {
                "kind": case.kind,
                "t": t,
                "auc": auc(Delta_11hw[0, 0].cpu().numpy(), true_hw),
                "iou": iou(M_hw, true_hw),
                "iou_of_ones": iou(np.ones_like(M_hw), true_hw),
            }


def delta(parts: ModelParts, z0_1Chw: Tensor, text_1NLD: Tensor, t: int, number: int) -> Tensor:
    """Delta_11hw at one noise, a function of the case's number."""
    eps_1Chw = torch.randn(z0_1Chw.shape, generator=torch.Generator().manual_seed(number)).to(z0_1Chw.device)
    t_1 = torch.tensor([t], device=z0_1Chw.device)
    abar_1 = parts.scheduler.alphas_cumprod.to(z0_1Chw.device)[t_1]
    return dissimilarity(noise_estimates(parts.unet, noised(z0_1Chw, eps_1Chw, abar_1), t_1, text_1NLD))
