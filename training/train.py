"""Fine-tunes a latent diffusion model on shards with the Soft Contrastive Loss.

python -m training.train data=out/shards model=FOLDER out=runs/a steps=2000 trainable=lora
accelerate launch -m training.train ...                              # several GPUs, several nodes

Run again, it goes on behind its last checkpoint, to the same bits on a processor: what chance decides is a function of the
seed and the number of a row, so a checkpoint holds no state of data or randomness. train_settings.py has every setting.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext

import torch
from torch import Tensor

from training import checkpoint, run_log
from training.contract import ShardError
from training.draws import draw_contrast, draw_ldm
from training.export import export
from training.guard import Stopped, observe, out_of_memory
from training.lifeline import hold_lifeline
from training.loader import rows_of_rank
from training.losses import tally
from training.memory import keep_freed_memory
from training.model_folder import ModelError
from training.network import average_in, learning, rate_at, with_weights
from training.run import Run, begin, make_rows, open_run
from training.run_checkpoint import resume, save
from training.run_picture import write_picture
from training.settings import read
from training.step import Scales, losses, measured, total
from training.train_settings import (
    Settings,
    SettingsError,
    check,
    needs_contrast,
    resolved,
)


def train(settings: Settings) -> None:
    """Raises SettingsError, ModelError or ShardError for what cannot be trained, Stopped for what should not go on."""
    settings = resolved(settings)
    check(settings)
    keep_freed_memory()
    run = open_run(settings)
    with checkpoint.claimed(settings.out) if run.accelerator.is_main_process else nullcontext():
        train_to_end(run)


def train_to_end(run: Run) -> None:
    settings, is_main = run.settings, run.accelerator.is_main_process
    if is_main:
        checkpoint.clear_unfinished(settings.out)
    last = checkpoint.newest(settings.out)
    if last is None:
        begin(run)
    else:
        resume(run, last)
    log = run_log.open_log(settings, run.step) if is_main else None
    batches = iter(run.loader)
    while run.step < settings.steps:
        started_s = time.monotonic()
        numbers = take_step(run, batches)
        run.watch = observe(run.watch, numbers, settings)
        run.step += 1
        if log:
            run_log.write(log, run.step, numbers, time.monotonic() - started_s)
        if run.step % settings.save_every == 0 or run.step == settings.steps:
            save(run)
        if is_main and settings.picture_every and run.step % settings.picture_every == 0:
            write_picture(run)
    if log:
        run_log.close(log)
        export(settings, checkpoint.newest(settings.out))
    run.accelerator.end_training()


def take_step(run: Run, batches: Iterator[dict]) -> dict[str, float]:
    """One step down the gradient of `accumulate` batches; answers the means that the log shows."""
    settings, accelerator = run.settings, run.accelerator
    sums: dict[str, Tensor] = {}
    for part in range(settings.accumulate):
        is_last = part + 1 == settings.accumulate
        with nullcontext() if is_last else accelerator.no_sync(run.unet):
            loss, numbers = batch_loss(run, next(batches), run.step * settings.accumulate + part)
            accelerator.backward(loss / settings.accumulate)
        sums = {name: sums.get(name, 0) + value for name, value in numbers.items()}
    weights = learning(run.parts.unet)
    length = accelerator.clip_grad_norm_(weights.values(), settings.clip)
    rate = rate_at(run.step, settings)
    for group in run.optimiser.param_groups:
        group["lr"] = rate
    run.optimiser.step()
    run.optimiser.zero_grad()
    if run.average is not None:
        average_in(run.average, weights, settings.ema, run.step)
    means = accelerator.reduce(torch.stack(list(sums.values())) / settings.accumulate, "mean").tolist()
    return {**dict(zip(sums, means, strict=True)), "gradient": float(length), "rate": rate}


def batch_loss(run: Run, batch: dict, number: int) -> tuple[Tensor, dict[str, Tensor]]:
    """The loss of this process's rows of the run's batch `number`, and what the log shows of it."""
    settings, accelerator = run.settings, run.accelerator
    first = number * settings.batch_size
    rows = rows_of_rank(first, first + settings.batch_size, accelerator.process_index, accelerator.num_processes)
    examples = make_rows(run, batch, rows)
    shape, N, device = examples.z0_BChw.shape[1:], examples.prompts_BNLD.shape[1], accelerator.device
    ldm_draws = draw_ldm(settings.seed, rows, shape, len(run.abar_T), N, settings.text_dropout, device)
    draws = None
    if needs_contrast(settings, run.step):
        run.tally_2 += accelerator.reduce(tally(examples.s_BK), "sum")
        draws = draw_contrast(settings.seed, rows, shape, settings.window, device)
    scales = Scales(run.abar_T, run.sigma_bins, run.tally_2)
    ldm, part = losses(run.unet, mask_unet(run), examples, ldm_draws, draws, scales, settings)
    return total(ldm, part, settings), measured(ldm, part)


def mask_unet(run: Run) -> Callable | None:
    """The network that says where to edit; None for the one that learns."""
    weights = {"live": None, "ema": run.average, "frozen": run.first}[run.settings.mask_from]
    return None if weights is None else with_weights(run.parts.unet, weights)


def main() -> int:
    """The exit code: 2 for what the user has to change before training, 1 for training that must not go on, 130 for an
    interrupt."""
    settings = read(Settings)
    try:
        hold_lifeline()
        train(settings)
    except (SettingsError, ModelError, ShardError, checkpoint.Claimed) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"Interrupted; the same command goes on. {kept(settings)}", file=sys.stderr)
        return 130
    except (Stopped, RuntimeError, MemoryError) as error:
        stopped = error if isinstance(error, Stopped) else out_of_memory(error, settings)
        if stopped is None:
            raise
        print(f"{stopped} {kept(settings)}", file=sys.stderr)
        return 1
    return 0


def kept(settings: Settings) -> str:
    last = checkpoint.newest(settings.out)
    if last is None:
        return "No checkpoint was written yet."
    return f"The checkpoint {last} is from before: a changed setting goes on from it with change=yes."


if __name__ == "__main__":
    sys.exit(main())
