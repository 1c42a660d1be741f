"""The distance response: whether a picture changes the more, the farther the new word is from the old.

Distances are the world's own, or any that no encoder of the training gave: else a loss would be scored by its own input.
"""

import math

import numpy as np
from scipy.stats import rankdata
from skimage.color import deltaE_ciede2000, rgb2lab


def change_within(edited_HW3: np.ndarray, source_HW3: np.ndarray, M_HW: np.ndarray) -> float:
    """The mean colour difference of two uint8 pictures, by CIEDE2000, over a bool mask; nan where that is empty.

    About 1 is just seen; black and white are 100 apart (Sharma, Wu, Dalal 2005).
    """
    if not M_HW.any():
        return math.nan
    return float(deltaE_ciede2000(rgb2lab(edited_HW3[M_HW]), rgb2lab(source_HW3[M_HW])).mean())


def distance_response(distance_xN: np.ndarray, change_xN: np.ndarray, kind_xN: np.ndarray | None = None) -> np.ndarray:
    """Spearman's rank correlation along the last axis; of edits of several kinds of word the mean of theirs, for kinds differ
    in scale.

    [N] gives a number; [R, N], such as draws of a bootstrap, give [R]. A kind whose distances or changes are all the same does
    not count, and without any other the response is nan.
    """
    kinds = [] if kind_xN is None else np.unique(kind_xN)
    among = [kind_xN == kind for kind in kinds] or [np.ones(distance_xN.shape, bool)]
    of_kinds = np.stack([rank_correlation(distance_xN, change_xN, is_asked_xN) for is_asked_xN in among])
    counts = (~np.isnan(of_kinds)).sum(0)
    return np.divide(np.nansum(of_kinds, 0), counts, out=np.full(counts.shape, np.nan), where=counts > 0)


def rank_correlation(a_xN: np.ndarray, b_xN: np.ndarray, is_asked_xN: np.ndarray) -> np.ndarray:
    """Of those that are asked; nan where one of the two is the same for all of them."""
    # The others rank last, all alike, which leaves the ranks of these as if they were alone.
    a_xN, b_xN = (rankdata(np.where(is_asked_xN, values, np.inf), axis=-1) for values in (a_xN, b_xN))
    count_x1 = np.maximum(is_asked_xN.sum(-1, keepdims=True), 1)
    a_xN, b_xN = (
        np.where(is_asked_xN, ranks - (ranks * is_asked_xN).sum(-1, keepdims=True) / count_x1, 0)
        for ranks in (a_xN, b_xN)
    )
    spread_x = np.sqrt((a_xN**2).sum(-1) * (b_xN**2).sum(-1))
    return np.divide((a_xN * b_xN).sum(-1), spread_x, out=np.full_like(spread_x, np.nan), where=spread_x > 1e-9)
