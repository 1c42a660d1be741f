"""Pictures as bytes, [N, H, W, 3], and as numbers in [-1, 1], [N, 3, H, W]."""

import numpy as np
import torch
from torch import Tensor


def floats(pixels_NHWC: np.ndarray | Tensor) -> Tensor:
    return torch.as_tensor(pixels_NHWC).permute(0, 3, 1, 2).float() / 127.5 - 1


def uint8(x_NCHW: Tensor) -> np.ndarray:
    return ((x_NCHW.permute(0, 2, 3, 1) + 1) * 127.5).round().clamp(0, 255).byte().cpu().numpy()
