"""A sheet of pictures that shows what a run does, a row an image: source, mask, Delta, and the edits of its prompts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

TILE = 160  # pixels, the least side of a picture on the sheet
GAP = 8
LINES = 3  # of text under a picture
FONT = ImageFont.load_default(size=12)
LINE = 15  # pixels


def write(
    path: Path,
    pixels_B3HW: Tensor,
    M_B1hw: Tensor,
    Delta_B1hw: Tensor,
    edited_BNHW3: Sequence[Sequence[np.ndarray]],
    captions: Sequence[str],
    prompts: Sequence[Sequence[str]],
) -> None:
    """Writes a PNG: sources in [-1, 1], masks and Delta of the latent's size, N edits of each source as uint8.

    The mask darkens what it keeps. Delta's colours run from the least of its image, black, to the greatest, white.
    """
    rows = []
    for b, caption in enumerate(captions):
        source_HW3 = uint8(pixels_B3HW[b])
        side = source_HW3.shape[:2]
        M_hw, Delta_hw = M_B1hw[b, 0].float().cpu().numpy(), Delta_B1hw[b, 0].float().cpu().numpy()
        rows.append(
            [
                (source_HW3, caption),
                (darkened(source_HW3, enlarged(M_hw, side)), f"mask: {M_hw.mean():.0%} of the image"),
                (enlarged(heat(Delta_hw), side), f"Delta: {Delta_hw.min():.3g} to {Delta_hw.max():.3g}"),
                *zip(edited_BNHW3[b], prompts[b], strict=True),
            ]
        )
    making = path.with_name(f"{path.name}.tmp")
    sheet(rows).save(making, format="PNG")
    making.replace(path)


def uint8(x_3HW: Tensor) -> np.ndarray:
    """uint8 [H, W, 3] of values in [-1, 1]."""
    return ((x_3HW.float().permute(1, 2, 0) + 1) * 127.5).round().clamp(0, 255).byte().cpu().numpy()


def enlarged(values: np.ndarray, side: tuple[int, int]) -> np.ndarray:
    """[h, w, ...] to [H, W, ...]: each latent pixel the square of pixels that it stands for."""
    down, right = (np.arange(whole) * part // whole for whole, part in zip(side, values.shape, strict=False))
    return values[down][:, right]


def darkened(source_HW3: np.ndarray, M_HW: np.ndarray) -> np.ndarray:
    """The source as it is inside the mask, at a quarter of its light outside."""
    return (source_HW3 * (0.25 + 0.75 * M_HW[:, :, None])).astype(np.uint8)


def heat(Delta_hw: np.ndarray) -> np.ndarray:
    """uint8 [h, w, 3]: black, red, yellow, white, as matplotlib's `hot`."""
    low, high = Delta_hw.min(), Delta_hw.max()
    share = (Delta_hw - low) / max(high - low, np.finfo(np.float32).tiny)
    return (np.clip(3 * share[:, :, None] - np.arange(3), 0, 1) * 255).astype(np.uint8)


def sheet(rows: Sequence[Sequence[tuple[np.ndarray, str]]]) -> Image.Image:
    """Pictures in rows, each with its text below."""
    height, width = (max(TILE, size) for size in rows[0][0][0].shape[:2])
    across, down = width + GAP, height + GAP + LINES * LINE
    page = Image.new("RGB", (GAP + across * max(map(len, rows)), GAP + down * len(rows)), "white")
    draw = ImageDraw.Draw(page)
    for row, pictures in enumerate(rows):
        for column, (pixels_HW3, text) in enumerate(pictures):
            left, top = GAP + column * across, GAP + row * down
            page.paste(Image.fromarray(pixels_HW3).resize((width, height), Image.Resampling.NEAREST), (left, top))
            for line, words in enumerate(wrapped(text, width)):
                draw.text((left, top + height + line * LINE), words, "black", FONT)
    return page


def wrapped(text: str, width: int) -> list[str]:
    """The text in at most LINES lines of `width` pixels; what is left over is cut, and says so."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if FONT.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    lines = [line for line in lines if line]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]} …"]
    return [shortened(line, width) for line in lines]


def shortened(line: str, width: int) -> str:
    while FONT.getlength(line) > width:
        line = f"{line.removesuffix('…')[:-1]}…"
    return line
