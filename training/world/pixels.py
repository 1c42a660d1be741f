"""Pictures as bytes, [N, H, W, 3], and as numbers in [-1, 1], [N, 3, H, W]."""

import numpy as np
import torch
from torch import Tensor


def floats(pixels_NHWC: np.ndarray | Tensor) -> Tensor:
    return torch.as_tensor(pixels_NHWC).permute(0, 3, 1, 2).float() / 127.5 - 1


def uint8(x_NCHW: Tensor) -> np.ndarray:
    return ((x_NCHW.permute(0, 2, 3, 1) + 1) * 127.5).round().clamp(0, 255).byte().cpu().numpy()


def recoloured(x_NCHW: Tensor) -> Tensor:
    """Each picture in [-1, 1] with its channels exchanged, and every other one as its negative: shapes stay, colours become
    anything.

    Who never saw a crimson dog otherwise takes crimson for a sign that it is no dog.
    """
    orders_NC = torch.rand(len(x_NCHW), 3, device=x_NCHW.device).argsort(1)
    exchanged_NCHW = x_NCHW[torch.arange(len(x_NCHW), device=x_NCHW.device)[:, None], orders_NC]
    is_negative_N = torch.rand(len(x_NCHW), device=x_NCHW.device) < 0.5
    return torch.where(is_negative_N[:, None, None, None], -exchanged_NCHW, exchanged_NCHW)
