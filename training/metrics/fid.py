"""How far a set of pictures lies from another, by their features, [N, D]: the Frechet and the kernel distance.

Both are ours, with torchmetrics as the referee of their tests. Its Frechet distance takes the eigenvalues of a D x D product,
which of fewer pictures than features has most of them at zero: of 512 pictures with themselves it says -7e-5, after 100
times the time. Its kernel distance compares independent sets; a picture and what became of it are a pair.
"""

import numpy as np


def frechet_distance(a_ND: np.ndarray, b_MD: np.ndarray) -> float:
    """|mean_a - mean_b|^2 + Tr(S_a + S_b - 2 (S_a S_b)^(1/2)), S the sample covariances (Heusel et al. 2017, Eqn 6).

    FID, if the features are Inception's. Few pictures raise it: compare at equal N, and say N.

    S_a = A^T A, so the eigenvalues of S_a S_b are the squared singular values of A B^T; where there are more pictures than
    features, those of their triangular factors.
    """
    a_ND, b_MD = (np.asarray(features, np.float64) for features in (a_ND, b_MD))
    A_KD, B_LD = (root_of_covariance(features) for features in (a_ND, b_MD))
    shared = np.linalg.svd(A_KD @ B_LD.T, compute_uv=False).sum()
    return float(((a_ND.mean(0) - b_MD.mean(0)) ** 2).sum() + (A_KD**2).sum() + (B_LD**2).sum() - 2 * shared)


def root_of_covariance(features_ND: np.ndarray) -> np.ndarray:
    """A_KD of which A^T A is the sample covariance, K the fewer of N and D."""
    A_ND = (features_ND - features_ND.mean(0)) / np.sqrt(len(features_ND) - 1)
    return A_ND if len(A_ND) <= A_ND.shape[1] else np.linalg.qr(A_ND, mode="r")


def kernel_distance(a_ND: np.ndarray, b_ND: np.ndarray, counts_RN: np.ndarray | None = None) -> np.ndarray | float:
    """KID, if the features are Inception's: the squared mean discrepancy under the kernel (x.y / D + 1)^3 (Binkowski et al.
    2018), unbiased for any N, and 0 of a set with itself.

    Row n of both belongs to one edit: a pair, so that the sum leaves out n with n in every term (Gretton et al. 2012, Eqn 4).
    `counts_RN` says how often each draw of a bootstrap holds each edit, and gives [R].
    """
    h_NN = pair_terms(a_ND, b_ND)
    if counts_RN is None:
        return float(h_NN.sum() / (len(h_NN) * (len(h_NN) - 1)))
    # Copies of one edit meet each other in a draw, and say nothing about how far the sets are.
    held_RN = np.asarray(counts_RN, np.float64)
    return ((held_RN @ h_NN) * held_RN).sum(1) / (held_RN.sum(1) ** 2 - (held_RN**2).sum(1))


def pair_terms(a_ND: np.ndarray, b_ND: np.ndarray) -> np.ndarray:
    """k(a_n, a_m) + k(b_n, b_m) - k(a_n, b_m) - k(a_m, b_n), [N, N], and 0 where n = m."""
    a_ND, b_ND = (np.asarray(features, np.float64) for features in (a_ND, b_ND))
    ab_NN = kernel(a_ND, b_ND)
    h_NN = kernel(a_ND, a_ND) + kernel(b_ND, b_ND) - ab_NN - ab_NN.T
    np.fill_diagonal(h_NN, 0)
    return h_NN


def kernel(a_ND: np.ndarray, b_MD: np.ndarray) -> np.ndarray:
    return (a_ND @ b_MD.T / a_ND.shape[1] + 1) ** 3
