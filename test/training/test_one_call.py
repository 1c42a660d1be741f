"""One step's loss: what is asked of the network together is what would be asked apart."""

import dataclasses
from pathlib import Path

import pytest
import torch
from example import ABAR_T, close
from tiny_model import WORDS, fresh, scenes

from training.draws import draw_contrast, draw_ldm
from training.examples import Examples
from training.losses import loss_ldm, tally
from training.mask import TAU, dissimilarity, edit_mask
from training.noise import WINDOW, estimates_of_all, noise_estimates, noised
from training.pairs import prompts_beside_pair, prompts_of_pair, unique_pairs
from training.step import Scales, losses, total
from training.train_settings import Settings

B, N = 6, 4
SETTINGS = Settings("", Path(), Path())


@pytest.fixture
def asked():
    """What `losses` wants beside the networks: examples, two draws, scales."""
    generator = torch.Generator().manual_seed(0)
    z0_BChw, colour_B = scenes(B, generator)
    words_BN = torch.rand(B, len(WORDS), generator=generator).argsort(1)[:, :N]
    s_BK = 0.1 + 0.3 * torch.rand(B, N * (N - 1) // 2, generator=generator)
    examples = Examples(z0_BChw, WORDS[colour_B], WORDS[words_BN], torch.zeros_like(WORDS[0]), s_BK)
    shape, cpu = z0_BChw.shape[1:], torch.device("cpu")
    draws = draw_ldm(0, range(B), shape, 1000, N, 0.0, cpu), draw_contrast(0, range(B), shape, WINDOW, cpu)
    return examples, *draws, Scales(ABAR_T.float(), torch.full((8,), 0.1), tally(s_BK))


@pytest.fixture
def unet():
    return fresh()[0]


def gradient(unet, loss):
    return torch.cat([part.flatten() for part in torch.autograd.grad(loss, list(unet.parameters()))])


def test_questions_of_different_numbers_of_prompts_are_answered_as_if_asked_alone(unet, asked):
    examples = asked[0]
    t_B = torch.arange(100, 700, 100)
    first = examples.z0_BChw, t_B, examples.prompts_BNLD
    second = examples.z0_BChw[:2] + 1, t_B[:2], examples.caption_BLD[:2, None]
    together = estimates_of_all(unet, first, second)
    for eps_BNChw, question in zip(together, (first, second), strict=True):
        close(eps_BNChw, noise_estimates(unet, *question), 1e-5)


def test_l_ldm_beside_a_contrast_is_l_ldm_alone(unet, asked):
    examples, ldm_draws, draws, scales = asked
    beside, _ = losses(unet, None, examples, ldm_draws, draws, scales, SETTINGS)
    alone, contrast = losses(unet, None, examples, ldm_draws, None, scales, SETTINGS)
    z_t_BChw = noised(examples.z0_BChw, ldm_draws.eps_BChw, scales.abar_T[ldm_draws.t_B])
    by_hand = loss_ldm(unet(z_t_BChw, ldm_draws.t_B, examples.caption_BLD).sample, ldm_draws.eps_BChw)
    assert contrast is None
    close(beside, by_hand, 1e-6)
    close(alone, by_hand, 1e-6)


@pytest.mark.parametrize("mask_from", ["live", "other"])
def test_the_mask_of_one_pair_is_the_mask_of_all_prompts(unet, asked, mask_from):
    mask_unet = None if mask_from == "live" else fresh(seed=1)[0]
    one = losses(unet, mask_unet, *asked, dataclasses.replace(SETTINGS, pairs="one"))[1]
    examples, _, draws, scales = asked
    z_t_BChw = noised(examples.z0_BChw, draws.eps_BChw, scales.abar_T[draws.t_B])
    eps_BNChw = noise_estimates(mask_unet or unet, z_t_BChw, draws.t_B, examples.prompts_BNLD)
    assert torch.equal(one.M_B1hw, edit_mask(dissimilarity(eps_BNChw), TAU, "max"))


def test_one_pair_out_of_two_prompts_is_all_pairs(unet, asked):
    examples, *rest = asked
    two = dataclasses.replace(examples, prompts_BNLD=examples.prompts_BNLD[:, :2], s_BK=examples.s_BK[:, :1])
    found = []
    for pairs in ("all", "one"):
        settings = dataclasses.replace(SETTINGS, pairs=pairs)
        found.append(gradient(unet, total(*losses(unet, None, two, *rest, settings), settings)))
    close(found[1], found[0], 1e-6)


def test_a_pair_and_what_is_beside_it_are_all_prompts_once():
    prompts_BN = torch.arange(N).expand(6, N)
    for k, (i, j) in enumerate(unique_pairs(N).T.tolist()):
        k_B = torch.full((6,), k)
        assert prompts_of_pair(prompts_BN, k_B).tolist() == [[i, j]] * 6
        assert prompts_beside_pair(prompts_BN, k_B).tolist() == [[n for n in range(N) if n not in (i, j)]] * 6
