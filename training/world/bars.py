"""What a model must reach, and what it reached."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A share between 0 and 1. Nothing is wanted (0) of what is told for comparison."""

    what: str
    wanted: float
    reached: float

    @property
    def holds(self) -> bool:
        return self.reached >= self.wanted


def table(bars: Iterable[Bar]) -> str:
    """Markdown."""
    rows = [f"| {bar.what} | {f'{bar.wanted:.0%}' if bar.wanted else ''} | {bar.reached:.1%} |" for bar in bars]
    return "\n".join(["| what | bar | reached |", "|---|---|---|", *rows])
