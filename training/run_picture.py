"""What a run shows every so many steps, of the same few images each time: masks, Delta, and edits by their prompts."""

import numpy as np
import torch
from torch import Tensor

from training import sheet
from training.draws import draw_contrast
from training.mask import dissimilarity, edit_mask
from training.noise import noise_estimates, noised
from training.run import Run, make_rows, open_loader
from training.sdedit import generator_of, sdedit

ROWS = 4
STRENGTH, STEPS, GUIDANCE = 0.6, 20, 7.5


def write_picture(run: Run) -> None:
    """Writes `pictures/STEP.png` of the first images of the stream; it draws nothing from the run's own chance."""
    loader = open_loader(run.settings, run.parts)
    whole = next(iter(loader))
    batch = {name: values[:ROWS] for name, values in whole.items()}
    Delta_B1hw, M_B1hw = mask_of(run, batch)
    path = run.settings.out / f"pictures/{run.step:08d}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels_B3HW = batch["pixel_values_B3HW"]
    sheet.write(path, pixels_B3HW, M_B1hw, Delta_B1hw, edits(run, batch), batch["caption"], batch["prompts"])


@torch.no_grad()
def mask_of(run: Run, batch: dict) -> tuple[Tensor, Tensor]:
    """Delta_B1hw and M_B1hw in the middle of the window, under one noise, by the network that learns."""
    settings, rows = run.settings, range(len(batch["caption"]))
    examples = make_rows(run, batch, rows)
    z0_BChw = examples.z0_BChw
    drawn = draw_contrast(settings.seed, rows, z0_BChw.shape[1:], settings.window, z0_BChw.device)
    t_B = torch.full_like(drawn.t_B, sum(settings.window) // 2)
    z_t_BChw = noised(z0_BChw, drawn.eps_BChw, run.abar_T[t_B])
    Delta_B1hw = dissimilarity(noise_estimates(run.parts.unet, z_t_BChw, t_B, examples.prompts_BNLD))
    return Delta_B1hw, edit_mask(Delta_B1hw, settings.tau, settings.peak)


def edits(run: Run, batch: dict) -> list[np.ndarray]:
    """edited_BNHW3: each image under each of its prompts, by SDEdit, with the same noise every time."""
    edited = []
    for pixels_3HW, prompts, key in zip(batch["pixel_values_B3HW"], batch["prompts"], batch["key"], strict=True):
        pixels_HW3 = sheet.uint8(pixels_3HW)
        chances = [generator_of(run.settings.seed, f"{key}/{prompt}") for prompt in prompts]
        pixels_NHW3 = np.stack([pixels_HW3] * len(prompts))
        with run.accelerator.autocast():
            edited.append(sdedit(run.parts, pixels_NHW3, prompts, chances, STRENGTH, STEPS, GUIDANCE))
    return edited
