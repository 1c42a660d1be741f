"""How the small models see: pictures as a tower takes them, how a tower begins, and the heads that teach it."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad
from transformers.image_utils import OPENAI_CLIP_MEAN, OPENAI_CLIP_STD

from training.world import pixels
from training.world.shards import KINDS


def pixel_values(pixels_NHWC: np.ndarray, device: torch.device) -> torch.Tensor:
    """uint8 -> float [N, 3, H, W], as preprocessor_config.json has it."""
    shares_NHWC = torch.from_numpy(pixels_NHWC).to(device).float() / 255
    normal_NHWC = (shares_NHWC - torch.tensor(OPENAI_CLIP_MEAN, device=device)) / torch.tensor(
        OPENAI_CLIP_STD, device=device
    )
    return normal_NHWC.permute(0, 3, 1, 2).contiguous()


def seen(pixels_NHWC: np.ndarray, device: torch.device, shift: int = 0) -> torch.Tensor:
    """As `pixel_values`; every other picture in the mirror, for nothing that a caption says has a left or a right; and all
    of the batch moved by one draw of at most `shift` pixels, their borders drawn out.
    """
    values_NCHW = pixel_values(pixels_NHWC, device)
    mirrored_N = torch.rand(len(values_NCHW), device=device) < 0.5
    values_NCHW = torch.where(mirrored_N[:, None, None, None], values_NCHW.flip(3), values_NCHW)
    if shift == 0:
        return values_NCHW
    top, left = torch.randint(0, 2 * shift + 1, (2,)).tolist()
    side = values_NCHW.shape[-1]
    return pad(values_NCHW, (shift,) * 4, mode="replicate")[..., top : top + side, left : left + side]


def recoloured(values_NCHW: torch.Tensor) -> torch.Tensor:
    """As `pixels.recoloured`, of pictures as `pixel_values` makes them."""
    mean_C11, deviation_C11 = (
        torch.tensor(numbers, device=values_NCHW.device)[:, None, None]
        for numbers in (OPENAI_CLIP_MEAN, OPENAI_CLIP_STD)
    )
    symmetric_NCHW = 2 * (values_NCHW * deviation_C11 + mean_C11) - 1
    return ((pixels.recoloured(symmetric_NCHW) + 1) / 2 - mean_C11) / deviation_C11


def open_eyes(patch_embedding: nn.Conv2d, pixels_NHWC: np.ndarray) -> None:
    """Begins the patches' embedding with what patches differ in most: their principal components, whitened.

    A tower from nothing would have to find edges and colours first.
    """
    size, width = patch_embedding.kernel_size[0], patch_embedding.out_channels
    values_NCHW = pixel_values(pixels_NHWC, torch.device("cpu"))
    patches_ND = nn.functional.unfold(values_NCHW, size, stride=size).transpose(1, 2).flatten(0, 1)
    mean_D = patches_ND.mean(0)
    some_ND = patches_ND[torch.randperm(len(patches_ND))[:20_000]]
    _, spread_K, axes_DK = torch.pca_lowrank(some_ND, width, niter=4)
    deviation_K = spread_K / len(some_ND) ** 0.5
    weight_KD = (axes_DK / (deviation_K + deviation_K.median() * 0.1)).T
    with torch.no_grad():
        patch_embedding.weight.copy_(weight_KD.view_as(patch_embedding.weight))
        if patch_embedding.bias is not None:
            patch_embedding.bias.copy_(-weight_KD @ mean_D)


def numbered(labels: dict[str, Sequence[str]]) -> tuple[dict[str, list[str]], torch.Tensor]:
    """Labels of each kind as numbers: the names in order, and the number of each scene's name, [N, kinds]."""
    names = {kind: sorted(set(labels[kind])) for kind in KINDS}
    ids_KN = [[names[kind].index(label) for label in labels[kind]] for kind in KINDS]
    return names, torch.tensor(ids_KN).T.contiguous()


def heads(width: int, names: dict[str, list[str]]) -> nn.ModuleDict:
    """A linear head for each kind: what a tower must tell apart while it learns; no folder keeps them."""
    return nn.ModuleDict({kind: nn.Linear(width, len(names[kind])) for kind in KINDS})


def attribute_loss(heads: nn.ModuleDict, features_BD: torch.Tensor, ids_BK: torch.Tensor) -> torch.Tensor:
    """Mean cross entropy over the kinds; an id of -100 is not asked."""
    losses = [cross_entropy(heads[kind](features_BD), ids_BK[:, at]) for at, kind in enumerate(KINDS)]
    return torch.stack(losses).mean()
