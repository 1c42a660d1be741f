"""The losses as functions of an example and its clean latents, and every way to push apart, by name."""

import pytest

from training.losses import (
    graded_similarity,
    loss_contrastive,
    loss_dis,
    loss_log_ratio,
    loss_pres,
    pair_distances,
    soft_weights,
    tally,
)

FORMS = ["exp", "hinge", "linear"]
every_form = pytest.mark.parametrize("form", FORMS)


def dis(e, zhat, form, weight_BK=None):
    return loss_dis(pair_distances(zhat, e.M_B1hw), e.sigma_B, form, weight_BK)


def pres(e, zhat, weight="none"):
    return loss_pres(zhat, e.z0_BChw, e.M_B1hw, e.snr_B, weight)


def stilde(e):
    return soft_weights(e.s_BK, tally(e.s_BK))


def contrastive(e, zhat, stilde_BK=None):
    psi_BK = graded_similarity(stilde(e) if stilde_BK is None else stilde_BK)
    return loss_contrastive(pair_distances(zhat, e.M_B1hw), e.sigma_B, psi_BK)


def log_ratio(e, zhat):
    return loss_log_ratio(pair_distances(zhat, e.M_B1hw), e.s_BK)


# Every way to push apart, by name: all obey the laws of L_dis.
REPULSIONS = {
    **{form: (lambda e, zhat, form=form: dis(e, zhat, form)) for form in FORMS},
    **{f"soft-{form}": (lambda e, zhat, form=form: dis(e, zhat, form, stilde(e))) for form in FORMS},
    "contrastive": contrastive,
    "log-ratio": log_ratio,
}
every_repulsion = pytest.mark.parametrize("repel", REPULSIONS.values(), ids=REPULSIONS)
