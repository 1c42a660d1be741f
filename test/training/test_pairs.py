"""Pairs of prompts, and one drawn pair in place of all."""

import pytest
import torch
from example import close, example, gradient
from repulsions import FORMS, contrastive, dis, pres, stilde

from training.losses import pair_distances
from training.pairs import draw_pair, prompts_of_pair, unique_pairs, value_of_pair


def test_22_two_prompts_make_one_pair():
    assert unique_pairs(2).tolist() == [[0], [1]]
    e = example(N=2)
    assert pair_distances(e.zhat_BNChw, e.M_B1hw).shape == (3, 1)


def test_22_fewer_than_two_prompts_are_refused():
    with pytest.raises(ValueError, match="N = 1"):
        unique_pairs(1)


@pytest.mark.parametrize("name", [*FORMS, "contrastive", "pres"])
def test_23_the_mean_over_all_single_pairs_is_the_loss_and_its_gradient(name):
    e = example(N=4)

    def loss(zhat, stilde_BK):
        if name == "pres":
            return pres(e, zhat)
        return contrastive(e, zhat, stilde_BK) if name == "contrastive" else dis(e, zhat, name, stilde_BK)

    def mean_over_single_pairs(zhat):
        single = [torch.full((3,), k) for k in range(6)]
        return sum(loss(prompts_of_pair(zhat, k), value_of_pair(stilde(e), k)) for k in single) / 6

    close(mean_over_single_pairs(e.zhat_BNChw), loss(e.zhat_BNChw, stilde(e)))
    close(gradient(mean_over_single_pairs, e.zhat_BNChw), gradient(lambda zhat: loss(zhat, stilde(e)), e.zhat_BNChw))


def test_23_every_pair_is_drawn_equally_often():
    drawn = draw_pair(60_000, 4, torch.Generator().manual_seed(0)).bincount(minlength=6)
    # 10,000 expected of each, standard deviation 91.
    assert len(drawn) == 6
    assert (drawn - 10_000).abs().max() < 5 * 91


def test_23_a_pair_brings_its_own_prompts_and_its_own_distance():
    x_BN = torch.arange(4).expand(6, 4)
    k = torch.arange(6)
    assert prompts_of_pair(x_BN, k).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert value_of_pair(torch.arange(6).expand(6, 6), k).flatten().tolist() == [0, 1, 2, 3, 4, 5]
