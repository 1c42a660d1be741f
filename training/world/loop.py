"""What the models of the world share when they learn: numbered steps, the learning rate, checkpoints, the live line.

A step is a function of the settings, its number and the weights, for every draw inside it comes from a generator that
is seeded by the number. So a checkpoint holds no state of data or randomness, and a resumed run is the same run, bit
for bit on one kind of processor. Each script keeps its own loop in plain sight:

    for step, line in loop.steps("bert-mini", checkpoint, settings, count, model=model, optimiser=optimiser):
        loss = ...
        loop.update(model, optimiser, loss, loop.rate(step, count, settings.rate))
        line["loss"] = loss.item()
"""

import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

SAVE_EVERY_S = 60
SAY_EVERY_S = 10


def device() -> torch.device:
    """One thread of a processor (two models then learn at a time on two cores), or a GPU where there is one."""
    torch.set_num_threads(1)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def halved(device: torch.device) -> torch.autocast:
    """Matrix products in bfloat16 where the hardware multiplies it, which is two to three times as fast; else in float32."""
    able = torch.cuda.is_bf16_supported() if device.type == "cuda" else torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=able)


def seed(*keys: int) -> None:
    """Makes all that torch draws from now on a function of the keys."""
    torch.manual_seed(int(np.random.SeedSequence(keys).generate_state(1)[0]))


def rate(step: int, count: int, peak: float, warm_up: float = 0.05) -> float:
    """Rises linearly to `peak` over the first part of the steps, then falls to zero along half a cosine."""
    done = (step + 1) / count
    if done <= warm_up:
        return peak * done / warm_up
    return peak * 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))


def update(model, optimiser, loss, rate: float, longest: float = 1.0) -> None:
    """One step down the loss; the gradient is at most `longest` long."""
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), longest)
    for group in optimiser.param_groups:
        group["lr"] = rate
    optimiser.step()


def steps(name: str, checkpoint: Path, settings, count: int, **parts) -> Iterator[tuple[int, dict]]:
    """Yields the steps still to do, each with a dict whose numbers the live line shows; `parts` have a `state_dict`.

    Goes on from `checkpoint` where there is one, saves there every minute and at the end. `settings` is a dataclass
    with a `seed`. Raises ValueError for a checkpoint of other settings.
    """
    done, spent = load(checkpoint, settings, parts) if checkpoint.exists() else (0, {"wall_s": 0.0, "cpu_s": 0.0})
    line: dict[str, float] = {}
    start, saved, said = clock(spent), time.monotonic(), 0.0
    for step in range(done, count):
        seed(settings.seed, step)
        yield step, line
        now = time.monotonic()
        if now - said > SAY_EVERY_S or step + 1 == count:
            said = now
            say(name, step + 1, count, line, elapsed(start)["wall_s"] / (step + 1))
        if now - saved > SAVE_EVERY_S or step + 1 == count:
            saved = now
            save(checkpoint, settings, step + 1, elapsed(start), parts)


def clock(spent: dict) -> dict:
    """A clock that already shows `spent`: wall time, and processor time, which other programs do not lengthen."""
    return {"wall_s": time.monotonic() - spent["wall_s"], "cpu_s": time.process_time() - spent["cpu_s"]}


def elapsed(start: dict) -> dict:
    return {"wall_s": time.monotonic() - start["wall_s"], "cpu_s": time.process_time() - start["cpu_s"]}


def say(name: str, done: int, count: int, line: dict, seconds_per_step: float) -> None:
    shown = "  ".join(f"{key} {value:.4g}" for key, value in line.items())
    left_min = (count - done) * seconds_per_step / 60
    end = "\r" if sys.stderr.isatty() and done < count else "\n"
    print(f"{name}  step {done}/{count}  {shown}  {left_min:.0f} min left", end=end, file=sys.stderr, flush=True)


def save(checkpoint: Path, settings, done: int, spent: dict, parts: dict) -> None:
    """Whole or not at all, whenever the power goes."""
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    states = {name: part.state_dict() for name, part in parts.items()}
    temporary = checkpoint.with_name(f"{checkpoint.name}.tmp")
    with open(temporary, "wb") as file:
        torch.save({"settings": plain(settings), "done": done, "spent": spent, "parts": states}, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(checkpoint)


def load(checkpoint: Path, settings, parts: dict) -> tuple[int, dict]:
    """Gives `parts` the states of the checkpoint; returns the steps done and the seconds spent."""
    saved = torch.load(checkpoint, map_location=device())
    made_with = {name: value for name, value in saved["settings"].items() if name in plain(settings)}
    if made_with != plain(settings):
        raise ValueError(f"{checkpoint} was made with {made_with}, wanted {plain(settings)}: remove it to begin anew.")
    for name, part in parts.items():
        part.load_state_dict(saved["parts"][name])
    return saved["done"], saved["spent"]


def spent(checkpoint: Path) -> dict:
    """The seconds that the steps of a checkpoint took: {wall_s, cpu_s}."""
    return torch.load(checkpoint, map_location="cpu")["spent"]


def plain(settings) -> dict:
    """The settings that say what is learned: all but where files lie."""
    return {name: value for name, value in asdict(settings).items() if not isinstance(value, Path)}
