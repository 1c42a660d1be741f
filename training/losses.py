"""The losses of Soft-CL, Eqns 1 and 3 to 7 of "Prompt Augmentation for Self-supervised Text-guided Image Manipulation"
(Bodur, Bhattarai, Kim; CVPR 2024), as pure functions of tensors. README.md sets the paper's beside what is ours.

    zhat_BNChw = clean_estimates(z_t_BChw, eps_BNChw, abar_B)            # noise.py
    M_B1hw = edit_mask(dissimilarity(eps_BNChw), TAU, "max")             # mask.py
    dis_B = loss_dis(pair_distances(zhat_BNChw, M_B1hw), sigma_B, "exp", soft_weights(s_BK, tally_2))
    pres_B = loss_pres(zhat_BNChw, z0_BChw, M_B1hw, snr(abar_B), "snr")
    loss = loss_total(loss_ldm(...), dis_B, pres_B, is_usable(M_B1hw), lambda_dis, lambda_pres)

Shapes as in noise.py; what ends in _B is one number per image. All is computed in float32 at least: bfloat16 keeps two
digits, and what counts here are differences of near equals.
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from training.noise import at_least_fp32
from training.pairs import pair_differences, unique_pairs

# Added where an empty mask would divide by zero, and under roots and logarithms, whose slope at zero is infinite.
DELTA = 1e-8
# Prompt similarities are stored rounded to this: smaller distances are not known.
RESOLUTION = 1e-4

Form = Literal["exp", "hinge", "linear"]
PresWeight = Literal["snr", "none"]


def loss_ldm(estimate_BChw: Tensor, eps_BChw: Tensor) -> Tensor:
    """L_LDM = E ||eps - eps_theta(z_t, t, tau(y))||^2, the mean over everything: a scalar (Eqn 1)."""
    return functional.mse_loss(at_least_fp32(estimate_BChw), at_least_fp32(eps_BChw))


def masked_mean_square(x_BnChw: Tensor, M_B1hw: Tensor) -> Tensor:
    """sum M x^2 / (C sum M + delta) as _Bn: a mean, so that neither latent size nor mask area sets the scale; 0 where M
    is empty."""
    M_B11hw, C = M_B1hw[:, None], x_BnChw.shape[2]
    return (M_B11hw * x_BnChw.square()).sum((2, 3, 4)) / (C * M_B11hw.sum((2, 3, 4)) + DELTA)


def pair_distances(zhat_BNChw: Tensor, M_B1hw: Tensor) -> Tensor:
    """D_BK: masked mean square of zhat_i - zhat_j for each pair i < j (inside Eqns 3 and 4)."""
    return masked_mean_square(pair_differences(zhat_BNChw), M_B1hw)


def phi(D_BK: Tensor, sigma_B: Tensor, form: Form) -> Tensor:
    """How much a pair still repels at squared distance D, as _BK: it falls with D (Eqn 3; all but `linear` are ours).

    `exp` e^{-D/sigma} in [0,1]; `hinge` [m - sqrt(D + delta)]_+^2 with m^2 = sigma, in [0,m^2] and 0 beyond m;
    `linear` -D, as printed: nothing bounds it below, so nothing ends its push. sigma_B is sigma.py's scale at each t.
    """
    if form == "exp":
        return (-D_BK / sigma_B[:, None]).exp()
    if form == "hinge":
        return (sigma_B[:, None].sqrt() - (D_BK + DELTA).sqrt()).relu().square()
    if form == "linear":
        return -D_BK
    raise ValueError(f"Saw form={form!r} for L_dis: choose exp, hinge or linear.")


def loss_dis(D_BK: Tensor, sigma_B: Tensor, form: Form, weight_BK: Tensor | None = None) -> Tensor:
    """L_dis_B = (1/K) sum_{i<j} phi(D_ij): pushes apart what prompts change (Eqn 3).

    With `soft_weights`, (1/K) sum stilde_ij phi(D_ij): the farther two prompts, the stronger the push (Eqn 7).
    """
    phi_BK = phi(D_BK, sigma_B, form)
    return (phi_BK if weight_BK is None else weight_BK * phi_BK).mean(1)


def loss_pres(zhat_BNChw: Tensor, z0_BChw: Tensor, M_B1hw: Tensor, snr_B: Tensor, weight: PresWeight) -> Tensor:
    """L_pres_B = (1/K) sum_{i<j} |Mbar (zhat_i - zhat_j)|^2 + (1/N) sum_i |Mbar (zhat_i - z0)|^2, Mbar = 1 - M, both as
    masked mean squares: holds what no prompt changes, to each other and to the source (Eqn 4).

    `snr` multiplies by min(SNR_t, 1), so that no timestep weighs more than it would in eps-space; `none` is as printed.
    """
    Mbar_B1hw = 1 - M_B1hw
    between_BK = pair_distances(zhat_BNChw, Mbar_B1hw)
    to_source_BN = masked_mean_square(at_least_fp32(zhat_BNChw) - z0_BChw[:, None], Mbar_B1hw)
    return (between_BK.mean(1) + to_source_BN.mean(1)) * pres_weight(snr_B, weight)


def pres_weight(snr_B: Tensor, weight: PresWeight) -> Tensor:
    if weight == "snr":
        return snr_B.clamp(max=1)
    if weight == "none":
        return torch.ones_like(snr_B)
    raise ValueError(f"Saw weight={weight!r} for L_pres: choose snr or none.")


def loss_total(
    ldm: Tensor, dis_B: Tensor, pres_B: Tensor, usable_B: Tensor, lambda_dis: float, lambda_pres: float
) -> Tensor:
    """L = L_LDM + lambda_dis L_dis + lambda_pres L_pres over the images whose mask `is_usable`: a scalar (Eqns 5 and 6,
    where the paper has one lambda for both).

    A skipped image counts as zero rather than shrinking the batch: the gradient is then the same however a batch is
    split over ranks and accumulation.
    """
    return ldm + ((lambda_dis * dis_B + lambda_pres * pres_B) * usable_B).mean()


# Soft-CL: distances of prompts decide how far their edits should part.


def prompt_distances(similarity_BMM: Tensor) -> Tensor:
    """s_BK = 1 - cos between an image's N prompts, from the shards' `similarity_matrix`: M = N + 1 rows, first the
    caption's."""
    cos_BNN = similarity_BMM[:, 1:, 1:]
    i_K, j_K = unique_pairs(cos_BNN.shape[1], cos_BNN.device)
    return (1 - cos_BNN[:, i_K, j_K]).clamp(min=0)


def tally(s_BK: Tensor) -> Tensor:
    """[sum, count] of prompt distances, in float64. Tallies add, over steps and over ranks; sum / count of all is sbar,
    so a checkpoint keeps their total."""
    return torch.stack([s_BK.sum(dtype=torch.float64), s_BK.new_tensor(s_BK.numel(), dtype=torch.float64)])


def soft_weights(s_BK: Tensor, tally_2: Tensor) -> Tensor:
    """stilde_BK = s_ij / sbar (Eqn 7), sbar the mean over all prompts tallied so far, this batch included.

    The image's own mean would push a group of near-synonyms as hard as a group of strangers.
    """
    total, count = tally_2
    return s_BK * (count / total.clamp(min=DELTA)).to(s_BK.dtype)


def graded_similarity(stilde_BK: Tensor) -> Tensor:
    """psi_BK in [0,1] for `loss_contrastive`: 1 for equal prompts, 1/2 at the mean distance, 0 from twice it (ours)."""
    return 1 - (stilde_BK / 2).clamp(max=1)


def loss_contrastive(D_BK: Tensor, sigma_B: Tensor, psi_BK: Tensor) -> Tensor:
    """Generalised contrastive loss, as _B, in place of L_dis: (1/K) sum psi d^2/2 + (1 - psi) [m - d]_+^2/2 with
    d^2 = D, m^2 = sigma (Leyva-Vallina et al. 2021). Similar prompts attract, others repel up to the margin.
    """
    return (psi_BK * D_BK + (1 - psi_BK) * phi(D_BK, sigma_B, "hinge")).mean(1) / 2


def loss_log_ratio(D_BK: Tensor, s_BK: Tensor) -> Tensor:
    """Log-ratio loss, as _B, in place of L_dis: the mean of (log D_k/D_l - log s_k/s_l)^2 over all pairs k < l of
    pairs (Kim et al. 2019, who compare pairs that share an anchor). 0 where D is proportional to s, whatever the scale.

    Both are squared distances: 1 - cos is half that of unit vectors.
    """
    if D_BK.shape[1] < 2:
        raise ValueError(
            "Saw one pair where the log-ratio compares pairs: use pairs=all and 3 or more prompts per image."
        )
    r_BK = (D_BK + DELTA).log() - s_BK.clamp(min=RESOLUTION).log()
    return 2 * r_BK.var(1)  # The mean square of differences is twice the variance.
