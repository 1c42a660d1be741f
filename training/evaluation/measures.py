"""What a table says of editors: measures, functions of any draw of the edits.

To add one: a column in `scores.py`, and a line in `MEASURES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.evaluation.scores import Scored
from training.metrics import distance_response, frechet_distance, kernel_distance


@dataclass(frozen=True)
class EditFacts:
    """What all editors have in common: of each edit, its distance (nan where unknown) and kind; the sources' features."""

    distance_N: np.ndarray
    kind_N: np.ndarray
    features_ND: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.kind_N)


# Figures [R] of draws of edits, as row numbers [R, n].
Statistic = Callable[[EditFacts, Scored, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Measure:
    name: str  # of the column, if it has one
    short: str
    title: str  # what it says, in which unit
    lacks: str  # why it is left out where no edit has it
    asks: Callable[[EditFacts, Scored], np.ndarray]  # bool [N]: which edits have what it asks
    statistic: Statistic
    digits: int = 1  # behind the point
    least: int = 1  # edits, without which there is no figure
    has_interval: bool = True
    by_kind: bool = True


def mean(name: str, short: str, title: str, lacks: str, scale: float = 1) -> Measure:
    """The mean of a column, times `scale`."""
    return Measure(
        name,
        short,
        title,
        lacks,
        asks=lambda facts, scored: ~np.isnan(scored.columns[name]),
        statistic=lambda facts, scored, drawn_Rn: scale * scored.columns[name][drawn_Rn].mean(1),
    )


def response(facts: EditFacts, scored: Scored, drawn_Rn: np.ndarray) -> np.ndarray:
    asked = (facts.distance_N, scored.columns["change"], facts.kind_N)
    return distance_response(*(values_N[drawn_Rn] for values_N in asked))


def frechet(facts: EditFacts, scored: Scored, drawn_Rn: np.ndarray) -> np.ndarray:
    [drawn_n] = drawn_Rn
    return np.array([frechet_distance(scored.features_ND[drawn_n], facts.features_ND[drawn_n])])


def kernel(facts: EditFacts, scored: Scored, drawn_Rn: np.ndarray) -> np.ndarray:
    """Times 1,000."""
    held = np.unique(drawn_Rn)
    counts_RN = np.zeros((len(drawn_Rn), len(facts)))
    np.add.at(counts_RN, (np.arange(len(drawn_Rn))[:, None], drawn_Rn), 1)
    return 1000 * kernel_distance(scored.features_ND[held], facts.features_ND[held], counts_RN[:, held])


def has_features(facts: EditFacts, scored: Scored) -> np.ndarray:
    return np.full(len(facts), facts.features_ND is not None)


def has_response(facts: EditFacts, scored: Scored) -> np.ndarray:
    return ~np.isnan(facts.distance_N) & ~np.isnan(scored.columns["change"])


NO_CLIP = "no clip= was named"
NO_FEATURES = "neither features= nor clip= was named, or there are fewer than three edits"
NO_MASK = "the list has no `mask`"
MEASURES = (
    mean("clip_score", "CLIPScore", "100 · 2.5 max(cos, 0) of picture and prompt", NO_CLIP),
    Measure(
        "frechet",
        "Fréchet",
        "Fréchet distance of edited pictures and sources; biased by n, so compare at equal n",
        NO_FEATURES,
        has_features,
        frechet,
        digits=3,
        least=2,
        has_interval=False,
        by_kind=False,
    ),
    Measure(
        "kernel",
        "Kernel",
        "kernel distance of edited pictures and sources, x 1000",
        NO_FEATURES,
        has_features,
        kernel,
        digits=3,
        least=3,
        by_kind=False,
    ),
    mean(
        "ssim",
        "SSIM-Mbar",
        "to the source, x 100; Mbar: outside the list's mask, a window's radius away from it",
        NO_MASK,
    ),
    mean(
        "r_precision",
        "R-precision",
        "the prompt is nearer to the picture than 99 others, %",
        f"{NO_CLIP}, or the list has fewer than 100 different prompts",
        100,
    ),
    mean("psnr", "PSNR", "to the exact result, dB", "the list has no `exact` result"),
    Measure(
        "response",
        "Response",
        "Spearman's correlation of the list's distance and the change within the mask (CIEDE2000); of all edits, the mean of "
        "the kinds",
        "the list has no `distance`, or no `mask`",
        has_response,
        response,
        digits=2,
        least=3,
    ),
    mean("mask_auc", "Mask AUC", "of the editor's own map beside the list's mask, x 100", NO_MASK, 100),
    mean("mask_gain", "Mask IoU", "of the mask cut from that map, over that of a mask of ones, x 100", NO_MASK, 100),
)
