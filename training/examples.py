"""The rows of a batch as the UNet reads them: latents, text states, prompt distances."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.losses import prompt_distances
from training.model_folder import ModelParts, encode_images, encode_texts


@dataclass(frozen=True)
class Examples:
    z0_BChw: Tensor
    caption_BLD: Tensor
    prompts_BNLD: Tensor
    nothing_LD: Tensor  # the state of no text
    s_BK: Tensor
    M_B1hw: Tensor | None = None  # masks that stand in for Eqn 2's


def make_examples(parts: ModelParts, batch: dict, chosen_BN: Tensor, nothing_LD: Tensor) -> Examples:
    """batch: the loader's; where it holds z0_BChw or text_BMLD already (M = N + 1, the caption first), these are used."""
    device = parts.unet.device
    z0_BChw = batch["z0_BChw"].to(device) if "z0_BChw" in batch else encode_images(parts, batch["pixel_values_B3HW"])
    # Among the M texts of a row the caption comes first.
    place_BM = torch.cat([torch.zeros(len(chosen_BN), 1, dtype=torch.long), 1 + chosen_BN], 1)
    row_B1 = torch.arange(len(place_BM))[:, None]
    if "text_BMLD" in batch:
        text_BMLD = batch["text_BMLD"][row_B1, place_BM].to(device).float()
    else:
        text_BMLD = encode_rows(parts, batch, place_BM)
    similarity_BMM = batch["similarity_BMM"][row_B1[:, :, None], place_BM[:, :, None], place_BM[:, None, :]]
    return Examples(
        z0_BChw.float(), text_BMLD[:, 0], text_BMLD[:, 1:], nothing_LD, prompt_distances(similarity_BMM.to(device))
    )


def encode_rows(parts: ModelParts, batch: dict, place_BM: Tensor) -> Tensor:
    """text_BMLD; a text that the batch repeats is encoded once."""
    rows = zip(batch["caption"], batch["prompts"], place_BM.tolist(), strict=True)
    texts = [[caption, *prompts][place] for caption, prompts, places in rows for place in places]
    distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    states_TLD = encode_texts(parts, list(distinct))
    return states_TLD[torch.tensor([distinct[text] for text in texts])].unflatten(0, place_BM.shape)
