"""An editor opened: a function from edits to what becomes of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from training import edit_settings
from training.diffedit import decode
from training.editor import Editor, edit_batch, halved, open_editor
from training.evaluation.edit_list import KnownEdit
from training.evaluation.editors import NamedEditor
from training.evaluation.settings import Settings
from training.instruct_pix2pix import instruct, open_instruct_pix2pix
from training.mask import dissimilarity
from training.model_folder import encode_images, encode_texts
from training.noise import noise_estimates, noised
from training.sdedit import floats, generator_of

MASK_TIMESTEP = 250  # of 1,000, where Delta is asked


@dataclass(frozen=True)
class Made:
    """What an editor made of one edit."""

    pixels_HW3: np.ndarray  # uint8
    # Where it would change the picture, in the latent's shape: DiffEdit's mask as 0 and 1; of SDEdit's model Delta between
    # caption and prompt (Eqn 2); None where the edit has no caption, or the editor asks none.
    map_hw: np.ndarray | None


Make = Callable[[Sequence[KnownEdit]], list[Made]]  # of `batch` edits at most


def open_maker(editor: NamedEditor, settings: Settings, side: int) -> Make:
    """Loads the model. Raises EditError or ModelError where it cannot edit."""
    if editor.method == "instruct":
        return instruct_maker(editor, settings)
    opened = open_editor(how_to_edit(editor, settings, side))
    if editor.method == "autoencoder":
        return lambda edits: [Made(pixels_HW3, None) for pixels_HW3 in through_autoencoder(opened, edits)]

    def make(edits: Sequence[KnownEdit]) -> list[Made]:
        edited = edit_batch(opened, [known.edit for known in edits], settings.batch)
        if editor.method == "diffedit":
            return [Made(one.pixels_HW3, one.M_hw.astype(np.float32)) for one in edited]
        maps = deltas(opened, edits)
        return [Made(one.pixels_HW3, map_hw) for one, map_hw in zip(edited, maps, strict=True)]

    return make


def how_to_edit(editor: NamedEditor, settings: Settings, side: int) -> edit_settings.Settings:
    return edit_settings.Settings(
        model=editor.folder,
        out=settings.out,
        edits=settings.edits,
        method="diffedit" if editor.method == "diffedit" else "sdedit",
        strength=settings.strength,
        steps=settings.steps,
        guidance=settings.guidance,
        seed=settings.seed,
        side=side,
        lora=editor.lora,
        lora_scale=settings.lora_scale,
        batch=settings.batch,
        precision=settings.precision,
    )


def instruct_maker(editor: NamedEditor, settings: Settings) -> Make:
    pipeline = open_instruct_pix2pix(editor.folder)

    def make(edits: Sequence[KnownEdit]) -> list[Made]:
        asked = filled(edits, settings.batch)
        with halved(pipeline.device, settings.precision):
            edited = instruct(
                pipeline,
                np.stack([known.edit.pixels_HW3 for known in asked]),
                [known.instruction or known.edit.prompt for known in asked],
                [generator_of(settings.seed, known.edit.key) for known in asked],
                settings.steps,
                settings.guidance,
                settings.image_guidance,
            )
        return [Made(pixels_HW3, None) for pixels_HW3 in edited[: len(edits)]]

    return make


def filled(edits: Sequence[KnownEdit], size: int) -> list[KnownEdit]:
    """The last stands in for those that lack, as in `edit_batch`: batches have one shape."""
    return [*edits, *[edits[-1]] * (size - len(edits))]


@torch.inference_mode()
def through_autoencoder(opened: Editor, edits: Sequence[KnownEdit]) -> np.ndarray:
    pixels_BHW3 = np.stack([known.edit.pixels_HW3 for known in filled(edits, opened.settings.batch)])
    return decode(opened.parts, encode_images(opened.parts, floats(pixels_BHW3)))[: len(edits)]


@torch.inference_mode()
def deltas(opened: Editor, edits: Sequence[KnownEdit]) -> list[np.ndarray | None]:
    """Delta_hw between caption and prompt of each edit, at one noise of the edit's own; None where it has no caption."""
    parts, asked = opened.parts, [known.edit for known in filled(edits, opened.settings.batch)]
    z0_BChw = encode_images(parts, floats(np.stack([edit.pixels_HW3 for edit in asked])))
    noises = [torch.randn(z0_BChw.shape[1:], generator=generator_of(opened.settings.seed, edit.key)) for edit in asked]
    t_B = torch.full((len(asked),), MASK_TIMESTEP, device=z0_BChw.device)
    abar_B = parts.scheduler.alphas_cumprod.to(z0_BChw.device)[t_B]
    z_t_BChw = noised(z0_BChw, torch.stack(noises).to(z0_BChw), abar_B)
    captions_BLD, prompts_BLD = (
        encode_texts(parts, texts) for texts in ([edit.caption for edit in asked], [edit.prompt for edit in asked])
    )
    text_B2LD = torch.stack([captions_BLD, prompts_BLD], 1)
    with halved(z0_BChw.device, opened.settings.precision):
        Delta_B1hw = dissimilarity(noise_estimates(parts.unet, z_t_BChw, t_B, text_B2LD).float())
    maps_Bhw = Delta_B1hw[:, 0].cpu().numpy()
    return [maps_Bhw[row] if known.edit.caption else None for row, known in enumerate(edits)]
