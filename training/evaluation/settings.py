"""Every setting of `training.evaluate`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.metrics.clip import PREFIX


@dataclass(frozen=True)
class Settings:
    # [NAME=][diffedit:]FOLDER[+LORA] with commas between them. A folder in InstructPix2Pix's layout edits as that does.
    models: str
    edits: Path  # Parquet, CSV or JSON lines: edit_list.py has the columns
    out: Path
    edited: Path | None = None  # where what models make is kept; none: out/edited

    # How models edit: the same for all.
    strength: float = 0.6  # how far the image is noised, 0 to 1
    steps: int = 50  # of the sampler, from pure noise
    guidance: float = 7.5  # 1: none
    image_guidance: float = 1.5  # of InstructPix2Pix, towards the picture
    seed: int = 0  # of the noise, together with the edit's key
    side: int | None = None  # pixels; none: the models' own, which must be one
    lora_scale: float = 1.0
    batch: int = 8
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"  # of matrix products

    # What they are measured by, beside what the list says.
    clip: Path | None = None  # folder of a CLIP that no training used; none: no CLIPScore, no R-precision
    prefix: str = PREFIX  # of the texts of CLIPScore
    features: Path | None = None  # TorchScript for FID and KID; none: the CLIP's, if there is one
    pages: int = 4  # of the contact sheet, 16 edits each
