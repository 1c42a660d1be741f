"""Distances between sets of pictures: of a set with itself, of sets that differ more and more, and as others compute them."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.kid import KernelInceptionDistance

from training.metrics import frechet_distance, inception_features, kernel_distance
from training.model_folder import ModelError

DISTANCES = [frechet_distance, kernel_distance]


def features(n=60, d=24, seed=0):
    """Skewed, as Inception's are, and never negative."""
    draw = np.random.default_rng(seed)
    return draw.gamma(0.6, 0.7, (n, d)) @ np.abs(draw.normal(0, 0.4, (d, d)))


def moved(a_ND, by, seed=1):
    return a_ND + by * np.abs(np.random.default_rng(seed).normal(0, 1, a_ND.shape))


class AsGiven(torch.nn.Identity):
    """What torchmetrics takes for the network: the features themselves."""

    num_features = 24


def by_torchmetrics(metric, a_ND, b_ND):
    metric = metric.set_dtype(torch.float64)
    metric.update(torch.from_numpy(a_ND), real=True)
    metric.update(torch.from_numpy(b_ND), real=False)
    return metric.compute()


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize(("n", "d"), [(60, 24), (20, 64)])
def test_a_set_is_at_distance_0_of_itself(distance, n, d):
    assert distance(features(n, d), features(n, d)) == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_set_that_is_spoiled_more_is_farther(distance):
    found = [distance(features(), moved(features(), by)) for by in (0, 0.1, 0.3, 1, 3)]
    assert all(near < far for near, far in pairwise(found))


@pytest.mark.parametrize("distance", DISTANCES)
def test_the_order_of_edits_does_not_matter(distance):
    a, b, turned = features(), moved(features(), 0.5), np.random.default_rng(2).permutation(60)
    assert distance(a[turned], b[turned]) == pytest.approx(distance(a, b), rel=1e-9)


def test_the_frechet_distance_of_normal_distributions_is_the_known_one():
    # Of one dimension: (difference of means)^2 + (difference of deviations)^2.
    a, b = np.array([[0.0], [2.0]]), np.array([[5.0], [11.0]])
    assert frechet_distance(a, b) == pytest.approx((8 - 1) ** 2 + (np.sqrt(18) - np.sqrt(2)) ** 2)


@pytest.mark.parametrize("n", [60, 20])
def test_the_frechet_distance_is_that_of_torchmetrics(n):
    a, b = features(n), moved(features(n, seed=3), 0.4)
    expected = by_torchmetrics(FrechetInceptionDistance(feature=AsGiven()), a, b).item()
    # Its eigenvalues of what should be zero are about 1e-10 where pictures are fewer than features.
    assert frechet_distance(a, b) == pytest.approx(expected, abs=1e-4)


def test_the_kernel_distance_is_that_of_torchmetrics_less_the_edits_own_pairs():
    a, b, n = features(), moved(features(), 0.4), 60
    whole = KernelInceptionDistance(feature=AsGiven(), subsets=1, subset_size=n)
    expected = by_torchmetrics(whole, a, b)[0].item()
    k_ab = (a @ b.T / 24 + 1) ** 3
    off_diagonal = (k_ab.sum() - np.trace(k_ab)) / (n * (n - 1))
    assert kernel_distance(a, b) == pytest.approx(expected + 2 * k_ab.mean() - 2 * off_diagonal, rel=1e-6)


def test_few_pictures_raise_the_frechet_distance_and_leave_the_kernel_distance_alone():
    # The mean over 40 pairs of sets of one distribution, whose distance is 0.
    def mean(distance, n):
        draws = [np.random.default_rng(seed).gamma(0.6, 0.7, (2, n, 24)) for seed in range(40)]
        return np.mean([distance(*pair) for pair in draws])

    frechet, kernel = ({n: mean(distance, n) for n in (30, 120)} for distance in DISTANCES)
    assert frechet[30] > 3 * frechet[120] > 0
    assert abs(kernel[30]) < 0.02


def test_a_draw_that_holds_each_edit_once_has_the_distance_of_the_set():
    a, b = features(), moved(features(), 0.4)
    counts_RN = np.array([np.ones(60), np.where(np.arange(60) < 2, [2, 0] * 30, 1)])
    found_R = kernel_distance(a, b, counts_RN)
    assert found_R[0] == pytest.approx(kernel_distance(a, b))
    # The second holds edit 0 twice and edit 1 never: as the naive sum over positions, without an edit's own copies.
    rows = [0, 0, *range(2, 60)]
    terms = [kernel_distance(a[[i, j]], b[[i, j]]) for i in rows for j in rows if i != j]
    assert found_R[1] == pytest.approx(np.mean(terms))


def test_features_are_asked_of_a_network_in_torchscript(tmp_path):
    class Means(torch.nn.Module):
        def forward(self, x, return_features: bool = False):
            assert x.dtype == torch.uint8
            return x.float().mean((2, 3)) if return_features else x.float().sum((2, 3))

    torch.jit.script(Means()).save(tmp_path / "means.pt")
    pixels = np.random.default_rng(0).integers(0, 256, (40, 8, 6, 3), np.uint8)
    np.testing.assert_allclose(inception_features(tmp_path / "means.pt")(pixels), pixels.mean((1, 2)), rtol=1e-5)


def test_a_file_that_is_no_network_is_refused(tmp_path):
    (tmp_path / "none.pt").write_bytes(b"no network")
    with pytest.raises(ModelError, match=r"none\.pt does not open as TorchScript \("):
        inception_features(tmp_path / "none.pt")
