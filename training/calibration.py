"""sigma(t) measured on the model as it comes, before its first step (see sigma.py)."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from training.draws import CALIBRATION, draw_contrast
from training.examples import Examples
from training.losses import pair_distances
from training.mask import dissimilarity, edit_mask, is_usable
from training.noise import clean_estimates, noise_estimates, noised
from training.sigma import calibrate
from training.train_settings import Settings, SettingsError


@torch.no_grad()
def measure_sigma(unet: Callable, examples: Iterable[Examples], abar_T: Tensor, settings: Settings) -> Tensor:
    """sigma_bins over `settings.calibration` images, whose timesteps stand evenly over the window.

    Raises SettingsError where a span of timesteps shows no usable mask.
    """
    t_parts, D_parts, first = [], [], 0
    for some in examples:
        rows = range(first, min(first + len(some.z0_BChw), settings.calibration))
        t_B, D_BK, usable_B = distances(unet, some, rows, abar_T, settings)
        t_parts.append(t_B[usable_B])
        D_parts.append(D_BK[usable_B])
        first = rows.stop
        if first == settings.calibration:
            break
    try:
        return calibrate(torch.cat(t_parts), torch.cat(D_parts), settings.window)
    except ValueError as cause:
        raise SettingsError(f"sigma(t) is unknown: {cause} Now calibration={settings.calibration}.") from cause


def distances(unet: Callable, some: Examples, rows: range, abar_T: Tensor, settings: Settings):
    """t_B, D_BK and usable_B of the first rows of some examples; `rows` are their numbers in the calibration."""
    low, high = settings.window
    z0_BChw = some.z0_BChw[: len(rows)]
    place_B = torch.tensor([(row + 0.5) / settings.calibration for row in rows], dtype=torch.float64)
    t_B = (low + place_B * (high - low)).long().to(z0_BChw.device)
    drawn = draw_contrast(settings.seed, rows, z0_BChw.shape[1:], settings.window, t_B.device, CALIBRATION)
    abar_B = abar_T[t_B]
    z_t_BChw = noised(z0_BChw, drawn.eps_BChw, abar_B)
    eps_BNChw = noise_estimates(unet, z_t_BChw, t_B, some.prompts_BNLD[: len(rows)])
    M_B1hw = edit_mask(dissimilarity(eps_BNChw), settings.tau, settings.peak)
    return (t_B, pair_distances(clean_estimates(z_t_BChw, eps_BNChw, abar_B), M_B1hw), is_usable(M_B1hw))
