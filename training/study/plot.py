"""Lines and points as SVG, in the colours of the page."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WIDTH, HEIGHT = 780, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 320, 14, 48
COLOURS = "abcdefgh"


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[tuple[float, float]]
    labels: Sequence[str] = ()  # of the points


def plot(lines: Sequence[Line], x_title: str, y_title: str, mark_x: float | None = None) -> str:
    """Axes span what the lines do; `mark_x` draws a line upright."""
    known = [(x, y) for line in lines for x, y in line.points if not np.isnan(x + y)]
    (x_low, x_high), (y_low, y_high) = (span([point[axis] for point in known]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)
        return across, HEIGHT - BOTTOM - (y - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)

    parts = [axis_marks(place, x_low, x_high, y_low, y_high)]
    if mark_x is not None:
        (x, low), (_, high) = place(mark_x, y_low), place(mark_x, y_high)
        parts.append(f'<path class="rule" d="M{x:.1f} {low:.1f}V{high:.1f}" stroke-dasharray="4 4"/>')
    parts += [drawn(line, number, place) for number, line in enumerate(lines)]
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{html.escape(x_title)}</text>')
    parts.append(
        f'<text transform="translate(14 {(HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">{html.escape(y_title)}</text>'
    )
    said = html.escape(f"{y_title} against {x_title}", quote=True)
    return f'<svg role="img" aria-label="{said}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}">{"".join(parts)}</svg>'


def span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room


def axis_marks(place, x_low: float, x_high: float, y_low: float, y_high: float) -> str:
    parts = []
    for x in steps(x_low, x_high):
        at, foot = place(x, y_low)
        parts.append(f'<text class="dim" x="{at:.1f}" y="{foot + 18:.1f}" text-anchor="middle">{x:g}</text>')
    for y in steps(y_low, y_high):
        (left, at), (right, _) = place(x_low, y), place(x_high, y)
        parts.append(f'<path class="rule" d="M{left:.1f} {at:.1f}H{right:.1f}"/>')
        parts.append(f'<text class="dim" x="{left - 8:.1f}" y="{at + 4:.1f}" text-anchor="end">{y:g}</text>')
    return "".join(parts)


def steps(low: float, high: float) -> list[float]:
    """Round numbers between, about five."""
    raw = (high - low) / 5
    power = 10 ** np.floor(np.log10(raw))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= raw)
    return [float(round(step * n, 10)) for n in range(int(np.ceil(low / step)), int(high / step) + 1)]


def drawn(line: Line, number: int, place) -> str:
    """Path and points, and the line's name in the margin."""
    colour = f"var(--{COLOURS[number % len(COLOURS)]})"
    dash = ' stroke-dasharray="6 3"' if number >= len(COLOURS) else ""
    at = [place(x, y) for x, y in line.points if not np.isnan(x + y)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at)
    foot = TOP + 14 + 18 * number
    right = WIDTH - RIGHT + 16
    key = f'<path d="M{right} {foot - 4}h16" stroke="{colour}" stroke-width="2"{dash}/>'
    name = f'<text x="{right + 22}" y="{foot}">{html.escape(line.name)}</text>'
    return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>{dots}{key}{name}'
