"""A stored image file becomes the pixels that the trainer sees."""

import hashlib
import io

import numpy as np
from PIL import Image, ImageOps


def pixels(file: bytes, side: int, is_flipped: bool) -> np.ndarray:
    """float32 [3, side, side] in [-1, 1]: an image file's middle square, resized. Raises OSError where it is none."""
    with Image.open(io.BytesIO(file)) as image:
        # A JPEG can be decoded at a half or a quarter; twice the side leaves the resampling something to do.
        image.draft("RGB", (2 * side, 2 * side))
        square = ImageOps.fit(image.convert("RGB"), (side, side), Image.Resampling.LANCZOS)
    if is_flipped:
        square = ImageOps.mirror(square)
    values = np.asarray(square).transpose(2, 0, 1) / np.float32(127.5)
    return values - np.float32(1)


def is_flip_drawn(seed: int, epoch: int, key: str) -> bool:
    """Whether this row is mirrored in this epoch: half of the rows are, whoever decodes them and whenever."""
    return hashlib.sha256(f"flip/{seed}/{epoch}/{key}".encode()).digest()[0] % 2 == 1


def names_a_side(texts: list[str]) -> bool:
    """Whether a text says left or right: mirrored, its image would not show what it says."""
    return any(word in {"left", "right"} for text in texts for word in text.lower().replace("-", " ").split())
