"""Soft-CL and its two variants: the distances of prompts as weights, as graded similarity, as ratios (Eqn 7)."""

import naive
import pytest
import torch
from example import close, example, gradient
from repulsions import contrastive, dis, every_form, log_ratio, stilde

from training.losses import (
    graded_similarity,
    loss_contrastive,
    loss_log_ratio,
    pair_distances,
    prompt_distances,
    soft_weights,
    tally,
)
from training.pairs import unique_pairs


def test_the_variants_are_what_the_loops_say():
    e = example()
    D = pair_distances(e.zhat_BNChw, e.M_B1hw)
    psi = graded_similarity(stilde(e))
    rows = [(D[b].tolist(), e.sigma_B[b].item(), psi[b].tolist(), e.s_BK[b].tolist()) for b in range(3)]
    close(contrastive(e, e.zhat_BNChw), [naive.loss_contrastive(d, sigma, p) for d, sigma, p, _ in rows], 1e-6)
    close(log_ratio(e, e.zhat_BNChw), [naive.loss_log_ratio(d, s) for d, _, _, s in rows], 1e-5)


@every_form
def test_15_soft_is_cl_where_all_prompts_are_equally_far(form):
    e = example()
    s = torch.full_like(e.s_BK, 0.21)
    close(dis(e, e.zhat_BNChw, form, soft_weights(s, tally(s))), dis(e, e.zhat_BNChw, form))


@every_form
def test_16_soft_is_linear_in_its_weights(form):
    e, other = example(seed=0), example(seed=1)
    a, b = e.s_BK, other.s_BK
    both = dis(e, e.zhat_BNChw, form, 2 * a + 3 * b)
    close(both, 2 * dis(e, e.zhat_BNChw, form, a) + 3 * dis(e, e.zhat_BNChw, form, b))


@every_form
def test_17_a_prompt_without_distance_to_any_other_is_not_pushed(form):
    e = example(N=4)
    touches_2 = (unique_pairs(4) == 2).any(0)
    weights = torch.where(touches_2, 0, e.s_BK)
    g = gradient(lambda zhat: dis(e, zhat, form, weights), e.zhat_BNChw)
    assert (g[:, 2] == 0).all()
    assert all((g[:, i] != 0).any() for i in (0, 1, 3))


@every_form
def test_18_the_push_on_a_pair_grows_with_its_prompt_distance(form):
    e = example(N=2)
    pushes = [
        gradient(lambda zhat, s=s: dis(e, zhat, form, torch.full_like(e.s_BK, s)), e.zhat_BNChw).norm()
        for s in (0.05, 0.1, 0.2, 0.4)
    ]
    assert pushes == sorted(set(pushes))


def test_soft_weights_compare_with_all_prompts_seen_so_far():
    near, far = torch.full((2, 6), 0.1), torch.full((2, 6), 0.3)
    seen = tally(near) + tally(far)
    close(soft_weights(near, seen), torch.full((2, 6), 0.5), 1e-6)
    close(soft_weights(far, seen), torch.full((2, 6), 1.5), 1e-6)


def test_soft_weights_of_equal_prompts_only_are_finite():
    s = torch.zeros(2, 6)
    assert (soft_weights(s, tally(s)) == 0).all()


def test_tallies_of_parts_add_up_to_the_tally_of_the_whole():
    s = example(B=4).s_BK
    close(tally(s[:1]) + tally(s[1:]), tally(s))


def test_prompt_distances_leave_out_the_caption_and_keep_the_order_of_pairs():
    cos = torch.eye(4).repeat(1, 1, 1)
    for (i, j), value in {(0, 1): 0.1, (0, 2): 0.2, (0, 3): 0.3, (1, 2): 0.9, (1, 3): 0.8, (2, 3): 1.0001}.items():
        cos[0, i, j] = cos[0, j, i] = value
    close(prompt_distances(cos), [[0.1, 0.2, 0.0]], 1e-6)


def test_similarity_is_graded_from_equal_prompts_to_twice_the_mean_distance():
    assert graded_similarity(torch.tensor([0.0, 1.0, 2.0, 3.0])).tolist() == [1.0, 0.5, 0.0, 0.0]


def test_the_contrastive_loss_pulls_equal_prompts_and_pushes_strangers():
    e = example(N=2)
    near = pair_distances(e.zhat_BNChw * 0.1, e.M_B1hw)
    slope = lambda psi: gradient(lambda D: loss_contrastive(D, e.sigma_B, torch.full_like(D, psi)), near)
    assert (slope(1.0) > 0).all()
    assert (slope(0.0) < 0).all()


def test_the_log_ratio_vanishes_where_distances_follow_the_prompts():
    e = example()
    close(loss_log_ratio(7 * e.s_BK, e.s_BK), torch.zeros(3), 1e-12)
    assert (log_ratio(e, e.zhat_BNChw) > 0.01).all()


def test_the_log_ratio_takes_distances_below_the_resolution_of_similarities_for_that_resolution():
    e = example()
    D = pair_distances(e.zhat_BNChw, e.M_B1hw)
    nearest = torch.arange(6) == 0
    ratios = [loss_log_ratio(D, torch.where(nearest, s, e.s_BK)) for s in (0.0, 1e-7, 1e-4)]
    close(ratios[0], ratios[2])
    close(ratios[1], ratios[2])


def test_the_log_ratio_refuses_a_single_pair():
    e = example(N=2)
    with pytest.raises(ValueError, match="pairs=all"):
        log_ratio(e, e.zhat_BNChw)
