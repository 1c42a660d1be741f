"""The loss of one batch: L = L_LDM + lambda_dis L_dis + lambda_pres L_pres (Eqns 1 to 7), from the functions beside it."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from training.draws import ContrastDraws, LdmDraws
from training.examples import Examples
from training.losses import (
    graded_similarity,
    loss_contrastive,
    loss_dis,
    loss_ldm,
    loss_log_ratio,
    loss_pres,
    loss_total,
    pair_distances,
    soft_weights,
)
from training.mask import dissimilarity, edit_mask, is_usable
from training.noise import (
    clean_estimates,
    estimates_of_all,
    noise_estimates,
    noised,
    snr,
)
from training.pairs import prompts_beside_pair, prompts_of_pair, value_of_pair
from training.sigma import sigma_at
from training.train_settings import Settings


@dataclass(frozen=True)
class Contrast:
    """What Eqns 2 to 7 make of a batch, a number per image, and the mask that they stand on."""

    dis_B: Tensor
    pres_B: Tensor
    distance_B: Tensor  # mean D_ij
    M_B1hw: Tensor


@dataclass(frozen=True)
class Scales:
    """What the run knows beside the batch: the noise schedule, sigma(t), and the tally of prompt distances."""

    abar_T: Tensor
    sigma_bins: Tensor
    tally_2: Tensor


def losses(
    unet: Callable,
    mask_unet: Callable | None,
    examples: Examples,
    ldm_draws: LdmDraws,
    draws: ContrastDraws | None,
    scales: Scales,
    settings: Settings,
) -> tuple[Tensor, Contrast | None]:
    """L_LDM at timesteps and noise of its own (Eqn 1), a scalar, and the contrast of the same images where it has draws.

    The network that learns is asked once for both: what a call costs beside its arithmetic is paid once.
    mask_unet: None for the network that learns.
    """
    asked = ldm_question(examples, ldm_draws, scales.abar_T, settings.ldm_target)
    if draws is None:
        return loss_ldm(noise_estimates(unet, *asked)[:, 0], ldm_draws.eps_BChw), None
    abar_B = scales.abar_T[draws.t_B]
    z_t_BChw = noised(examples.z0_BChw, draws.eps_BChw, abar_B)
    text_BNLD, s_BK, beside_BnLD = examples.prompts_BNLD, examples.s_BK, None
    if settings.pairs == "one":
        pair_B = draws.pair_B(s_BK.shape[1])
        s_BK = value_of_pair(s_BK, pair_B)
        text_BNLD, beside_BnLD = prompts_of_pair(text_BNLD, pair_B), prompts_beside_pair(text_BNLD, pair_B)
    ldm_B1Chw, eps_BNChw = estimates_of_all(unet, asked, (z_t_BChw, draws.t_B, text_BNLD))
    if (M_B1hw := examples.M_B1hw) is None:
        with torch.no_grad():
            if mask_unet is not None:
                judged_BNChw = noise_estimates(mask_unet, z_t_BChw, draws.t_B, examples.prompts_BNLD)
            elif beside_BnLD is not None and beside_BnLD.shape[1] > 0:
                # The mask is that of all prompts; those that no gradient reaches are asked without one.
                others_BnChw = noise_estimates(unet, z_t_BChw, draws.t_B, beside_BnLD)
                judged_BNChw = torch.cat([eps_BNChw.to(others_BnChw.dtype), others_BnChw], 1)
            else:
                judged_BNChw = eps_BNChw.detach()
            M_B1hw = edit_mask(dissimilarity(judged_BNChw), settings.tau, settings.peak)
    zhat_BNChw = clean_estimates(z_t_BChw, eps_BNChw, abar_B)
    ldm = loss_ldm(ldm_B1Chw[:, 0], ldm_draws.eps_BChw)
    return ldm, contrast(zhat_BNChw, M_B1hw, s_BK, examples.z0_BChw, draws.t_B, scales, settings)


def ldm_question(examples: Examples, draws: LdmDraws, abar_T: Tensor, target: str) -> tuple[Tensor, Tensor, Tensor]:
    """z_t_BChw, t_B and text_B1LD of L_LDM."""
    text_BLD = examples.caption_BLD
    if target == "targets":
        text_BLD = examples.prompts_BNLD[torch.arange(len(text_BLD), device=text_BLD.device), draws.target_B]
    text_BLD = torch.where(draws.is_dropped_B[:, None, None], examples.nothing_LD, text_BLD)
    return noised(examples.z0_BChw, draws.eps_BChw, abar_T[draws.t_B]), draws.t_B, text_BLD[:, None]


def contrast(
    zhat_BNChw: Tensor,
    M_B1hw: Tensor,
    s_BK: Tensor,
    z0_BChw: Tensor,
    t_B: Tensor,
    scales: Scales,
    settings: Settings,
) -> Contrast:
    """What a mask parts and holds (Eqns 3, 4, 7)."""
    D_BK = pair_distances(zhat_BNChw, M_B1hw)
    sigma_B = sigma_at(t_B, scales.sigma_bins, settings.window)
    return Contrast(
        repulsion(D_BK, s_BK, sigma_B, scales.tally_2, settings),
        loss_pres(zhat_BNChw, z0_BChw, M_B1hw, snr(scales.abar_T[t_B]), settings.weight),
        D_BK.detach().mean(1),
        M_B1hw,
    )


def repulsion(D_BK: Tensor, s_BK: Tensor, sigma_B: Tensor, tally_2: Tensor, settings: Settings) -> Tensor:
    """L_dis_B in the form that the settings name."""
    if settings.form == "log-ratio":
        return loss_log_ratio(D_BK, s_BK)
    stilde_BK = soft_weights(s_BK, tally_2)
    if settings.form == "contrastive":
        return loss_contrastive(D_BK, sigma_B, graded_similarity(stilde_BK))
    return loss_dis(D_BK, sigma_B, settings.form, stilde_BK if settings.soft else None)


def total(ldm: Tensor, part: Contrast | None, settings: Settings) -> Tensor:
    """L (Eqns 5 and 6). Without a contrast it is L_LDM, bit for bit.

    A contrast that comes every k-th step weighs k times as much, so that lambda means the same (lazy regularisation,
    Karras et al. 2020).
    """
    if part is None:
        return ldm
    k = settings.cl_every
    usable_B = is_usable(part.M_B1hw)
    return loss_total(ldm, part.dis_B, part.pres_B, usable_B, k * settings.lambda_dis, k * settings.lambda_pres)


def measured(ldm: Tensor, part: Contrast | None) -> dict[str, Tensor]:
    """What the log shows, without gradient: means over the images, skipped ones counting as zero as in the loss.

    `distance` is the mean D_ij; over the usable images alone it is distance / usable.
    """
    if part is None:
        return {"ldm": ldm.detach()}
    usable_B = is_usable(part.M_B1hw)
    values = {
        "dis": part.dis_B * usable_B,
        "pres": part.pres_B * usable_B,
        "distance": part.distance_B * usable_B,
        "area": part.M_B1hw.mean((1, 2, 3)),
        "usable": usable_B.float(),
    }
    return {"ldm": ldm.detach(), **{name: value_B.detach().mean() for name, value_B in values.items()}}
