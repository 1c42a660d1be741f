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


def distance_response(distance_xN: np.ndarray, change_xN: np.ndarray) -> np.ndarray:
    """Spearman's rank correlation along the last axis: of edits of one kind of word, for kinds differ in scale.

    [N] gives a number; [R, N], such as draws of a bootstrap, give [R]. nan where either is the same for all edits.
    """
    a_xN, b_xN = (rankdata(values_xN, axis=-1) for values_xN in (distance_xN, change_xN))
    a_xN, b_xN = (ranks_xN - ranks_xN.mean(-1, keepdims=True) for ranks_xN in (a_xN, b_xN))
    spread = np.sqrt((a_xN**2).sum(-1) * (b_xN**2).sum(-1))
    return np.divide((a_xN * b_xN).sum(-1), spread, out=np.full_like(spread, np.nan), where=spread > 0)
