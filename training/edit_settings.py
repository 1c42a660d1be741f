"""Every setting of `training.edit`, and what two of them may not be together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.sdedit import denoised_steps

IMAGES = (".png", ".jpg", ".jpeg", ".webp")


class EditError(ValueError):
    """Settings that cannot be edited with; one sentence says what was seen, wanted, and to do."""


@dataclass(frozen=True)
class Settings:
    model: Path  # diffusers folder in Stable Diffusion's layout
    out: Path  # the edited image; for a table, a folder

    # What is edited: an image, or the rows of a table.
    image: Path | None = None
    prompt: str | None = None  # what the edited image shows
    caption: str = ""  # what the image shows now; diffedit compares the prompt with it
    edits: Path | None = (
        None  # Parquet, CSV or JSON lines: image (path or bytes) and prompt; key and caption where wanted
    )

    # How.
    method: Literal["sdedit", "diffedit"] = "sdedit"
    strength: float = 0.6  # how far the image is noised, 0 to 1
    steps: int = 50  # of the sampler, from pure noise; an edit takes the share `strength` of them
    guidance: float = 7.5  # 1: none
    seed: int = 0
    side: int | None = None  # pixels; none: the model's own
    lora: Path | None = None  # file, or folder of pytorch_lora_weights.safetensors
    lora_scale: float = 1.0
    batch: int = 8  # rows of a table at a time
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"  # of matrix products


def check(settings: Settings) -> None:
    """Raises EditError where settings contradict each other, whatever the model."""
    steps, strength = settings.steps, settings.strength
    one = [name for name in ("image", "prompt") if getattr(settings, name) is not None]
    for is_wrong, sentence in [
        (
            settings.edits is None and len(one) < 2,
            "Wanted image= and prompt= for one edit, or edits= for a table.",
        ),
        (
            settings.edits is not None and one,
            f"Saw edits= and {' and '.join(one)}=: wanted a table or one image.",
        ),
        (
            settings.edits is None and settings.out.suffix.lower() not in IMAGES,
            f"Saw out={settings.out} for one edited image, wanted a name that ends in {', '.join(IMAGES)}.",
        ),
        (not 0 <= strength <= 1, f"Saw strength={strength}, wanted 0 to 1."),
        (
            denoised_steps(steps, strength) < 1,
            f"Saw strength={strength} of steps={steps}, which is less than one step: raise either.",
        ),
        (settings.batch < 1, f"Saw batch={settings.batch}, wanted 1 or more."),
    ]:
        if is_wrong:
            raise EditError(sentence)
