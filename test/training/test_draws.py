"""Chance is a function of the seed and the row."""

import torch

from training.draws import choose_prompts, draw_contrast, draw_ldm

SHAPE = (4, 8, 8)


def ldm(rows, seed=0, dropout=0.1):
    return draw_ldm(seed, rows, SHAPE, 1000, 4, dropout, "cpu")


def contrast(rows, seed=0):
    return draw_contrast(seed, rows, SHAPE, (100, 700), "cpu")


def test_a_row_draws_the_same_in_any_batch():
    for draw in (ldm, contrast):
        together, apart = draw(range(8)), [draw(range(3, 8, 4)), draw([0])]
        for name in vars(together):
            assert torch.equal(getattr(together, name)[3::4], getattr(apart[0], name))
            assert torch.equal(getattr(together, name)[:1], getattr(apart[1], name))


def test_rows_seeds_and_streams_have_noise_of_their_own():
    noises = [ldm([0]), ldm([1]), ldm([0], seed=1), contrast([0]), contrast([1]), contrast([0], seed=1)]
    distinct = {tuple(noise.eps_BChw.flatten().tolist()) for noise in noises}
    assert len(distinct) == 6


def test_ldm_draws_its_timestep_from_all_and_the_contrast_from_the_window():
    t_ldm, t_contrast = ldm(range(2000)).t_B, contrast(range(2000)).t_B
    assert t_ldm.min() < 10 and t_ldm.max() > 990
    assert 100 <= t_contrast.min() < 110 and 690 < t_contrast.max() < 700


def test_as_many_texts_are_dropped_as_was_said():
    assert ldm(range(500), dropout=0.0).is_dropped_B.sum() == 0
    assert 0.25 < ldm(range(2000), dropout=0.3).is_dropped_B.float().mean() < 0.35


def test_a_pair_is_any_of_the_pairs():
    counts = contrast(range(3000)).pair_B(6).bincount(minlength=6)
    assert counts.min() > 400 and counts.max() < 600


def test_fewer_prompts_are_any_of_them_in_their_order():
    chosen_BN = choose_prompts(0, range(600), 4, 2)
    assert (chosen_BN[:, 0] < chosen_BN[:, 1]).all()
    assert chosen_BN.flatten().bincount(minlength=4).min() > 250


def test_all_prompts_are_all():
    assert choose_prompts(0, range(5), 4, 4).tolist() == [[0, 1, 2, 3]] * 5
