"""What chance decides about the rows of a batch: a function of (seed, number of the row in the stream) and nothing else.

So a resumed run draws what it would have drawn, and however many processes share a batch, its rows meet the same fate.
L_LDM and the contrast draw from two streams: neither learns of the other's timestep or noise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

LDM, CONTRAST, CALIBRATION = range(3)


@dataclass(frozen=True)
class LdmDraws:
    """For Eqn 1: t ~ U[0,T), noise, which of a row's prompts may be its target, and whether it goes without text."""

    t_B: Tensor
    eps_BChw: Tensor
    target_B: Tensor
    is_dropped_B: Tensor


@dataclass(frozen=True)
class ContrastDraws:
    """For Eqns 2 to 7: t from the window, noise shared by all prompts, and a number whose remainder modulo K is a pair."""

    t_B: Tensor
    eps_BChw: Tensor
    lot_B: Tensor

    def pair_B(self, K: int) -> Tensor:
        return self.lot_B % K


def generator(seed: int, stream: int, row: int) -> torch.Generator:
    """On the processor, whose numbers are the same beside any accelerator."""
    state = np.random.SeedSequence([seed, stream, row]).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(state[0]))


def draw_ldm(
    seed: int, rows: Iterable[int], shape: Sequence[int], T: int, N: int, dropout: float, device: torch.device
) -> LdmDraws:
    """shape: that of a latent, Chw; T timesteps; N prompts to choose a target from; dropout: the share without text."""
    drawn = []
    for row in rows:
        chance = generator(seed, LDM, row)
        t, eps_Chw = (torch.randint(T, (), generator=chance), torch.randn(shape, generator=chance))
        target, lot = (torch.randint(N, (), generator=chance), torch.rand((), generator=chance))
        drawn.append((t, eps_Chw, target, lot < dropout))
    return LdmDraws(*(torch.stack(values).to(device) for values in zip(*drawn, strict=True)))


def draw_contrast(
    seed: int, rows: Iterable[int], shape: Sequence[int], window: tuple[int, int], device: torch.device, stream=CONTRAST
) -> ContrastDraws:
    """shape: that of a latent, Chw; window: low <= t < high."""
    drawn = []
    for row in rows:
        chance = generator(seed, stream, row)
        t, eps_Chw = (torch.randint(*window, (), generator=chance), torch.randn(shape, generator=chance))
        drawn.append((t, eps_Chw, torch.randint(2**40, (), generator=chance)))
    return ContrastDraws(*(torch.stack(values).to(device) for values in zip(*drawn, strict=True)))


def choose_prompts(seed: int, rows: Iterable[int], had: int, N: int) -> Tensor:
    """chosen_BN: which N of the `had` prompts of each row are used, in the order that the shards have them."""
    state = [np.random.default_rng([seed, CONTRAST, row]).permutation(had)[:N] for row in rows]
    return torch.from_numpy(np.sort(np.stack(state), axis=1))
