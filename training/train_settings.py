"""Every setting of a training run, and what two of them may not be together."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.losses import Form, PresWeight
from training.mask import TAU, Peak
from training.noise import WINDOW
from training.settings import plain


class SettingsError(ValueError):
    """Settings that cannot be trained with; one sentence says what was seen, wanted, and to do."""


@dataclass(frozen=True)
class Settings:
    data: str  # shards: a folder, a file or a glob, several with commas between them
    model: Path  # diffusers folder in Stable Diffusion's layout
    out: Path  # checkpoints, log, pictures, and at the end the model

    # How far, and with what.
    steps: int = 1000
    batch_size: int = 4  # images of one forward pass, of all processes together
    accumulate: int = 4  # forward passes of one step
    side: int | None = None  # pixels; none: the model's own
    flip: bool = False  # mirror half of the images, but those whose texts name a side
    seed: int = 0
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"  # of matrix products; losses are float32 always
    gradient_checkpointing: bool = False
    workers: int = 2  # threads that read and decode
    cached: bool = False  # latents and text states from `cache`, where they are made first, once for all runs
    cache: Path = Path("out/cache")  # a folder that all processes can read

    # What learns.
    trainable: Literal["full", "lora"] = "full"
    rank: int = 16  # of LoRA
    optimiser: Literal["adamw", "adamw-8bit"] = "adamw"
    rate: float | None = None  # none: 1e-5 full, 1e-4 LoRA
    weight_decay: float = 0.01
    warm_up: int = 20  # steps in which the rate rises from zero
    clip: float = 1.0  # longest gradient
    ema: float = 0.0  # what the moving average of the weights keeps at each step; 0: no average

    # L_LDM
    ldm_target: Literal["source", "targets"] = "source"  # the caption, or one of the prompts at random
    text_dropout: float = 0.1  # share of empty texts, so that guidance keeps working

    # Mask and contrast
    lambda_dis: float = 0.05
    lambda_pres: float = 0.5
    form: Literal[Form, "contrastive", "log-ratio"] = "exp"
    soft: bool = True
    weight: PresWeight = "snr"
    tau: float = TAU
    peak: Peak = "max"
    window: tuple[int, int] = WINDOW
    prompts: int | None = None  # N; none: all that the shards have
    mask_from: Literal["live", "ema", "frozen"] = "live"
    masks: Path | None = None  # a mask of each row instead (given_masks.py), for control experiments
    pairs: Literal["all", "one"] = "all"
    cl_every: int = 1  # steps; what is skipped is made up for by weight
    calibration: int = 128  # images that sigma(t) is measured on

    # What is left behind.
    save_every: int = 100  # steps
    keep: int = 2  # last checkpoints
    picture_every: int | None = None  # steps
    say_every_s: float = 5.0
    change: bool = False  # go on from a checkpoint of other settings


# What may differ from one start to the next of the same run; of batch_size and accumulate, only their product counts.
FREE = {
    "batch_size",
    "accumulate",
    "data",
    "model",
    "out",
    "cache",
    "steps",
    "workers",
    "gradient_checkpointing",
    "save_every",
    "keep",
    "picture_every",
    "say_every_s",
    "change",
}

# What shapes a checkpoint: not even change=yes changes it.
FIXED = {"trainable", "rank", "optimiser", "ema", "window"}


def check(settings: Settings) -> None:
    """Raises SettingsError where settings contradict each other, whatever the data and the model."""
    low, high = settings.window
    for is_wrong, sentence in [
        (settings.steps < 1, f"Saw steps={settings.steps}, wanted 1 or more."),
        (settings.accumulate < 1, f"Saw accumulate={settings.accumulate}, wanted 1 or more."),
        (settings.batch_size < 1, f"Saw batch_size={settings.batch_size}, wanted 1 or more."),
        (settings.save_every < 1, f"Saw save_every={settings.save_every}, wanted 1 or more."),
        (settings.keep < 1, f"Saw keep={settings.keep}, wanted 1 or more: a run resumes from its last checkpoint."),
        (settings.cl_every < 1, f"Saw cl_every={settings.cl_every}, wanted 1 (every step) or more."),
        (not 0 <= low < high, f"Saw window={low},{high}, wanted two timesteps, the lower first."),
        (
            settings.form == "log-ratio" and settings.pairs == "one",
            "Saw form=log-ratio with pairs=one, which compares pairs: use pairs=all.",
        ),
        (
            settings.mask_from == "ema" and not settings.ema,
            "Saw mask_from=ema without an average: set ema, to 0.999 say.",
        ),
    ]:
        if is_wrong:
            raise SettingsError(sentence)


def resolved(settings: Settings) -> Settings:
    """With the learning rate that suits what is trained, where none was given."""
    if settings.rate is not None:
        return settings
    return dataclasses.replace(settings, rate=1e-5 if settings.trainable == "full" else 1e-4)


def needs_contrast(settings: Settings, step: int) -> bool:
    """Whether this step has masks and Eqns 2 to 7: never at lambda = 0, which is plain training."""
    return (settings.lambda_dis > 0 or settings.lambda_pres > 0) and step % settings.cl_every == 0


def check_resumed(settings: Settings, saved: dict, where: Path) -> None:
    """Raises SettingsError where a checkpoint was made with settings (as `plain` says them) that lead elsewhere."""
    here = plain(settings)
    changes = [name for name in here if name not in FREE and saved.get(name) != here[name]]
    if saved["batch_size"] * saved["accumulate"] != settings.batch_size * settings.accumulate:
        changes.append("batch_size")
    # sigma(t) is of the model before training, and measured only where something asks for it.
    fixed = FIXED | ({"lambda_dis"} if saved["lambda_dis"] == 0 else set())
    if not changes or (settings.change and fixed.isdisjoint(changes)):
        return
    seen = ", ".join(f"{name}={saved.get(name)}" for name in changes)
    wanted = ", ".join(f"{name}={here[name]}" for name in changes)
    remedy = "name another out=, or go on from it with change=yes" if fixed.isdisjoint(changes) else "name another out="
    raise SettingsError(f"{where} was made with {seen}, and now {wanted}: {remedy}.")
