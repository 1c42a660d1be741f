"""The sheet of pictures that training writes: what stands where."""

import numpy as np
import pytest
import torch
from PIL import Image

from training import sheet
from training.sheet import (
    FONT,
    GAP,
    LINE,
    LINES,
    TILE,
    darkened,
    enlarged,
    heat,
    wrapped,
)


def test_each_picture_stands_in_its_place_and_keeps_its_pixels(tmp_path):
    B, N, side = 2, 3, 32
    x_B3HW = torch.stack([torch.full((3, side, side), value) for value in (-1.0, 1.0)])
    edited = [[np.full((side, side, 3), 20 * (b * N + n + 1), np.uint8) for n in range(N)] for b in range(B)]
    M, Delta = torch.zeros(B, 1, 8, 8), torch.zeros(B, 1, 8, 8)
    texts = [["a"] * N] * B
    sheet.write(tmp_path / "sheet.png", x_B3HW, M, Delta, edited, ["a", "b"], texts)
    page = np.asarray(Image.open(tmp_path / "sheet.png"))
    across, down = TILE + GAP, TILE + GAP + LINES * LINE
    assert page.shape == (GAP + B * down, GAP + (3 + N) * across, 3)
    for b, source in enumerate((0, 255)):
        seen = [set(tile_of(page, b, column).ravel().tolist()) for column in (0, 3, 4, 5)]
        assert seen == [{source}, *({20 * (b * N + n + 1)} for n in range(N))]


def tile_of(page, row, column):
    top, left = GAP + row * (TILE + GAP + LINES * LINE), GAP + column * (TILE + GAP)
    return page[top : top + TILE, left : left + TILE]


def test_an_edit_without_its_prompt_is_an_error(tmp_path):
    picture = np.zeros((32, 32, 3), np.uint8)
    one = torch.zeros(1, 1, 8, 8)
    with pytest.raises(ValueError):
        sheet.write(tmp_path / "sheet.png", torch.zeros(1, 3, 32, 32), one, one, [[picture] * 2], ["a"], [["b"]])


def test_the_source_is_dark_outside_the_mask_alone():
    M_HW = enlarged(np.array([[1.0, 0.0]]), (4, 8))
    shown = darkened(np.full((4, 8, 3), 200, np.uint8), M_HW)
    assert (shown[:, :4] == 200).all()
    assert (shown[:, 4:] == 50).all()


def test_delta_is_black_where_least_and_white_where_greatest():
    colours = heat(np.array([[0.1, 0.2], [0.3, 0.4]], np.float32))
    assert colours[0, 0].tolist() == [0, 0, 0]
    assert colours[1, 1].tolist() == [255, 255, 255]
    # The same everywhere, it has no greatest.
    assert not heat(np.full((2, 2), 0.3, np.float32)).any()


def test_text_stays_within_the_width_of_its_picture():
    for text in ["a car", "a very long caption " * 9, "w" * 200, ""]:
        lines = wrapped(text, TILE)
        assert len(lines) <= LINES
        assert all(FONT.getlength(line) <= TILE for line in lines)
    assert wrapped("a car", TILE) == ["a car"]
    assert wrapped("a very long caption " * 9, TILE)[-1].endswith("…")
