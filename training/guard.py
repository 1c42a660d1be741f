"""When to stop a training that has gone wrong, and what to say: every sentence names the setting to change."""

import dataclasses
import math
from dataclasses import dataclass

import torch

from training.train_settings import Settings

# Steps whose mean L_LDM is what later ones are held against.
EARLY = 50
TOO_MUCH = 3.0
RECENT = 0.95
# Steps in a row without one usable mask.
PATIENCE = 50


class Stopped(RuntimeError):
    """Training that must not go on; one sentence says what was seen, and what to change."""


@dataclass(frozen=True)
class Watch:
    """What the guards remember: a checkpoint keeps it."""

    steps: int = 0
    early: float = 0.0  # mean L_LDM of the first steps
    recent: float = 0.0  # its moving mean
    idle: int = 0  # steps with contrast since the last usable mask
    idle_area: float = 0.0  # mean area of their masks


def observe(watch: Watch, numbers: dict[str, float], settings: Settings) -> Watch:
    """What is remembered after a step. Raises Stopped where it was one too many."""
    for name, value in numbers.items():
        # Mixed precision skips the steps of infinite gradients by itself.
        is_skipped = name == "gradient" and settings.precision == "fp16"
        if not math.isfinite(value) and not is_skipped:
            raise Stopped(
                f"Saw {name} = {value} at this step: lower the rate ({settings.rate:g})"
                + (", use precision=bf16 or fp32" if settings.precision == "fp16" else "")
                + (", or form=exp, which is bounded" if settings.form == "linear" else "")
                + "."
            )
    return watch_masks(watch_ldm(watch, numbers["ldm"], settings), numbers, settings)


def watch_ldm(watch: Watch, ldm: float, settings: Settings) -> Watch:
    steps = watch.steps + 1
    if steps <= EARLY:
        early = watch.early + (ldm - watch.early) / steps
        return dataclasses.replace(watch, steps=steps, early=early, recent=early)
    recent = RECENT * watch.recent + (1 - RECENT) * ldm
    if recent > TOO_MUCH * watch.early:
        raise Stopped(
            f"Saw L_LDM at {recent:.3g}, more than {TOO_MUCH:g} times its mean of the first {EARLY} steps "
            f"({watch.early:.3g}): the model forgets to draw, so lower lambda_dis ({settings.lambda_dis:g}) or the rate "
            f"({settings.rate:g})."
        )
    return dataclasses.replace(watch, steps=steps, recent=recent)


def watch_masks(watch: Watch, numbers: dict[str, float], settings: Settings) -> Watch:
    if "usable" not in numbers:
        return watch
    if numbers["usable"] > 0:
        return dataclasses.replace(watch, idle=0, idle_area=0.0)
    idle = watch.idle + 1
    area = watch.idle_area + (numbers["area"] - watch.idle_area) / idle
    if idle < PATIENCE:
        return dataclasses.replace(watch, idle=idle, idle_area=area)
    seen = f"Saw no usable mask in {idle} steps, their area {area:.1%} of the image"
    if area < 0.5:
        raise Stopped(
            f"{seen}: lower tau ({settings.tau:g}) or set peak=percentile; where that does not help, the model does not "
            "hear its prompts."
        )
    raise Stopped(
        f"{seen}: raise tau ({settings.tau:g}), or set mask_from=frozen, as repulsion widens the masks that it stands on."
    )


def out_of_memory(cause: BaseException, settings: Settings) -> Stopped | None:
    """What to say of an error, None where it is not that memory ran out."""
    # On a processor torch raises a mere RuntimeError.
    is_out = isinstance(cause, (MemoryError, torch.OutOfMemoryError)) or "can't allocate memory" in str(cause)
    if not is_out:
        return None
    remedies = [
        f"halve batch_size ({settings.batch_size}) and double accumulate, which trains the same",
        "gradient_checkpointing=yes" if not settings.gradient_checkpointing else "",
        "pairs=one" if settings.pairs == "all" else "",
        "trainable=lora" if settings.trainable == "full" else "",
    ]
    return Stopped(f"Ran out of memory: {', or '.join(filter(None, remedies))}.")
