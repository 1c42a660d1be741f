"""[train], [train-cached], [train-one-pair]: steps of the trainer beside those of the straightforward loop."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from training.bench import straightforward
from training.bench.turns import Clock, Turn, elsewhere, timed
from training.draws import draw_contrast, draw_ldm
from training.losses import prompt_distances, tally
from training.network import learning
from training.run import Run, begin, open_run
from training.train import batch_loss, take_step
from training.train_settings import Settings, resolved

WANTED = {"train": 1.3, "train-cached": 2.0, "train-one-pair": 2.5}


@dataclass(frozen=True)
class Sides:
    """One batch size, one model, one dataset; each side has weights of its own."""

    runs: dict[str, Run]
    peer: Run  # whose UNet the straightforward loop trains, and whose scales it is given


def open_sides(settings: Settings) -> Sides:
    """settings: what all have in common."""
    given = {
        "train": {},
        "train-cached": {"cached": True},
        "train-one-pair": {"cached": True, "pairs": "one"},
        "peer": {},
    }
    runs = {name: open_run(resolved(dataclasses.replace(settings, **differs))) for name, differs in given.items()}
    begin(runs["train"])
    for run in runs.values():
        run.sigma_bins = runs["train"].sigma_bins
    return Sides({name: runs[name] for name in WANTED}, runs["peer"])


@contextmanager
def turns_of(sides: Sides, steps: int, clock: Clock) -> Iterator[dict[str, Turn]]:
    """Each side as turns of so many steps, answered by their images; the straightforward loop in its own process."""
    ours = {name: timed(run_turn(run, iter(run.loader), steps), clock) for name, run in sides.runs.items()}
    peer = sides.peer
    with elsewhere(clock, open_peer, peer.settings, peer.sigma_bins.tolist(), steps, torch.get_num_threads()) as turn:
        yield {**ours, "peer": turn}


def run_turn(run: Run, batches: Iterator[dict], steps: int) -> Callable[[], int]:
    def turn() -> int:
        for _ in range(steps):
            take_step(run, batches)
            run.step += 1
        return steps * run.settings.batch_size

    return turn


def open_peer(settings: Settings, sigma_bins: list[float], steps: int, threads: int) -> Callable[[], int]:
    torch.set_num_threads(threads)
    run = open_run(settings)
    run.sigma_bins = torch.tensor(sigma_bins, device=run.accelerator.device)
    return peer_turn(run, steps)


def peer_turn(run: Run, steps: int) -> Callable[[], int]:
    settings, parts = run.settings, run.parts
    paths = [path for _, path in run.loader.shards.files]
    batches = straightforward.rows(paths, settings.batch_size, run.loader.options.side, settings.out)
    weights = list(learning(parts.unet).values())
    optimiser = torch.optim.AdamW(weights, lr=settings.rate, weight_decay=settings.weight_decay)

    def turn() -> int:
        for _ in range(steps):
            batch = next(batches)
            run.tally_2 += tally(prompt_distances(batch["similarity_BMM"].to(run.tally_2.device)))
            z0_BChw = straightforward.latents(parts, batch)
            drawn = straightforward.chance(parts, z0_BChw, settings.window)
            with run.accelerator.autocast():
                loss = straightforward.loss_of(parts, batch, z0_BChw, drawn, run.sigma_bins, run.tally_2, settings)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, settings.clip)
            optimiser.step()
            optimiser.zero_grad()
        return steps * settings.batch_size

    return turn


# Equal work


def gradient(run: Run, loss: Tensor) -> Tensor:
    """Of all weights, end to end."""
    weights = learning(run.parts.unet).values()
    parts = torch.autograd.grad(loss, list(weights), allow_unused=True)
    return torch.cat([part.flatten() for part in parts if part is not None])


def differences(sides: Sides) -> dict[str, float]:
    """|g - g'| / |g'| of the gradient of each run to that of the straightforward loop, on one batch with the same noise.

    A pair's gradient is no one's but its own: train-one-pair is not asked.
    """
    wanted = gradient(sides.peer, peer_loss(sides.peer))
    found = {}
    for name in ("train", "train-cached"):
        run = sides.runs[name]
        seen = gradient(run, batch_loss(run, next(iter(run.loader)), 0)[0])
        run.tally_2.zero_()
        run.loader.row = 0
        found[name] = ((seen - wanted).norm() / wanted.norm()).item()
    return found


def peer_loss(run: Run) -> Tensor:
    """The straightforward loss of the trainer's first batch, by the trainer's own draws."""
    settings, parts = run.settings, run.parts
    batch = next(iter(run.loader))
    run.loader.row = 0
    rows, N = range(settings.batch_size), len(batch["prompts"][0])
    z0_BChw = straightforward.latents(parts, batch)
    shape, device = z0_BChw.shape[1:], z0_BChw.device
    ldm = draw_ldm(settings.seed, rows, shape, len(run.abar_T), N, 0.0, device)
    contrast = draw_contrast(settings.seed, rows, shape, settings.window, device)
    drawn = straightforward.Chance(ldm.t_B, ldm.eps_BChw, contrast.t_B, contrast.eps_BChw)
    counted = tally(prompt_distances(batch["similarity_BMM"].to(device)))
    return straightforward.loss_of(parts, batch, z0_BChw, drawn, run.sigma_bins, counted, settings)


def spreads(sides: Sides, draws: int) -> dict[str, float]:
    """tr Var(g) / |E g|^2 over `draws` of timesteps, noise and pairs on one batch, with all pairs and with one.

    The mean of n draws lies off the expectation; its square is corrected by the variance over n.
    """
    found = {}
    for name in ("train-cached", "train-one-pair"):
        run = sides.runs[name]
        batch = next(iter(run.loader))
        run.loader.row = 0
        total, squares = 0.0, 0.0
        for number in range(draws):
            g = gradient(run, batch_loss(run, batch, number)[0])
            total, squares = total + g, squares + g.square().sum().item()
        run.tally_2.zero_()
        mean_square = (total / draws).square().sum().item()
        variance = (squares / draws - mean_square) * draws / (draws - 1)
        found[name] = variance / (mean_square - variance / draws)
    return found
