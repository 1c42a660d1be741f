"""The equations once more, a number at a time, as one writes them: no broadcasting, no reductions."""

import itertools
import math


def cells(x_Chw):
    C, h, w = x_Chw.shape
    return itertools.product(range(C), range(h), range(w))


def pairs(N):
    return [(i, j) for i in range(N) for j in range(i + 1, N)]


def dissimilarity(eps_NChw):
    """Eqn 2 of one image, as {(y, x): Delta}."""
    N, C, h, w = eps_NChw.shape
    Delta = {(y, x): 0.0 for y in range(h) for x in range(w)}
    for i, j in pairs(N):
        for c, y, x in cells(eps_NChw[0]):
            Delta[y, x] += abs(eps_NChw[i, c, y, x].item() - eps_NChw[j, c, y, x].item()) / (len(pairs(N)) * C)
    return Delta


def mask(Delta, tau):
    low, high = min(Delta.values()), max(Delta.values())
    return {place: value > low + tau * (high - low) for place, value in Delta.items()}


def mean_square(a_Chw, b_Chw, M_hw):
    total, count = 0.0, 0
    for c, y, x in cells(a_Chw):
        if M_hw[y, x].item() == 1:
            total += (a_Chw[c, y, x].item() - b_Chw[c, y, x].item()) ** 2
            count += 1
    return total / count


def phi(D, sigma, form):
    margin = math.sqrt(sigma)
    return {"exp": math.exp(-D / sigma), "hinge": max(margin - math.sqrt(D), 0) ** 2, "linear": -D}[form]


def loss_dis(zhat_NChw, M_hw, sigma, form, weights):
    """Eqn 7 of one image; Eqn 3 where all weights are 1."""
    N = len(zhat_NChw)
    terms = [phi(mean_square(zhat_NChw[i], zhat_NChw[j], M_hw), sigma, form) for i, j in pairs(N)]
    return sum(weight * term for weight, term in zip(weights, terms, strict=True)) / len(terms)


def loss_pres(zhat_NChw, z0_Chw, M_hw):
    """Eqn 4 of one image, as printed."""
    N, Mbar_hw = len(zhat_NChw), 1 - M_hw
    between = [mean_square(zhat_NChw[i], zhat_NChw[j], Mbar_hw) for i, j in pairs(N)]
    to_source = [mean_square(zhat_NChw[i], z0_Chw, Mbar_hw) for i in range(N)]
    return sum(between) / len(between) + sum(to_source) / N


def loss_contrastive(D_K, sigma, psi_K):
    terms = [psi * D / 2 + (1 - psi) * phi(D, sigma, "hinge") / 2 for D, psi in zip(D_K, psi_K, strict=True)]
    return sum(terms) / len(terms)


def loss_log_ratio(D_K, s_K):
    terms = [(math.log(D_K[k] / D_K[m]) - math.log(s_K[k] / s_K[m])) ** 2 for k, m in pairs(len(D_K))]
    return sum(terms) / len(terms)
