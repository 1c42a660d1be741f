"""Every setting of a study. What decides a figure is written beside the results before anything runs."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# The strength whose SSIM-Mbar, of the model before fine-tuning, all arms are compared at.
MATCHED = 0.6


@dataclass(frozen=True)
class Settings:
    out: Path  # all that the study makes; the same folder again goes on
    model: Path = Path("data/models/ldm-mini")  # diffusers folder: what every arm starts from
    judge: Path | None = Path("data/models/judge-mini")  # none: there is no world, and nobody says what a picture shows
    clip: Path | None = None  # without a world: a CLIP that chose no prompts, to score pictures by
    quick: bool = False  # the whole road in minutes: of its figures only that they exist can be learned
    processes: int = 2  # of one thread each

    # How every arm trains.
    steps: int = 200
    batch_size: int = 8
    accumulate: int = 1
    rate: float = 1e-4
    trainable: Literal["full", "lora"] = "full"
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"
    lambda_dis: float = 0.05
    lambda_pres: float = 0.5

    # On what, and how often.
    many: int = 8  # seeds of LDM(source) and the 2 x 2; they begin at 0
    few: int = 3  # of all other arms
    fresh: int = 3  # of the confirmation; they begin at 100
    edits: int = 512  # of the test, and of the confirmation
    near: int = 128  # to near-synonyms, beside them
    validation: int = 256
    mask_cases: int = 25  # scenes on which masks are compared with the true ones

    # How every arm edits: SDEdit.
    strengths: str = "0.4,0.5,0.6,0.7,0.8"
    sampler_steps: int = 10  # from pure noise
    guidance: float = 2.0
    noise_seed: int = 0
    batch: int = 64

    @property
    def is_world(self) -> bool:
        return self.judge is not None

    @property
    def levels(self) -> list[float]:
        return [float(level) for level in self.strengths.split(",")]

    @property
    def nearest_levels(self) -> list[float]:
        """The matched strength and its neighbours: what the primary endpoint needs."""
        at = self.levels.index(MATCHED)
        return self.levels[max(0, at - 1) : at + 2]


# What may differ from one start to the next: where things lie, and how many work on it.
FREE = {"out", "model", "judge", "clip", "processes"}


def resolved(settings: Settings) -> Settings:
    """In its quick form everything is small, unless told otherwise."""
    if not settings.quick:
        return settings
    small = {
        "steps": 12, "many": 2, "few": 1, "fresh": 1, "edits": 48, "near": 16, "validation": 24, "mask_cases": 4,
        "strengths": "0.4,0.6,0.8",
    }  # fmt: skip
    defaults = {field.name: field.default for field in dataclasses.fields(Settings)}
    untold = {name: value for name, value in small.items() if getattr(settings, name) == defaults[name]}
    return dataclasses.replace(settings, **untold)


def decisive(settings: Settings) -> dict:
    """The settings that decide a figure, as JSON holds them."""
    return {name: value for name, value in dataclasses.asdict(settings).items() if name not in FREE}
