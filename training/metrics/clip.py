"""Whether a picture shows what a text says, by a CLIP that the user names: CLIPScore and R-precision.

A CLIP that chose the prompts, or weighed a loss, is no judge of what was trained by it: take another.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import normalize
from transformers import CLIPImageProcessorPil, CLIPModel, CLIPTokenizer

from training.model_folder import ModelError

PREFIX = "A photo depicts "  # Hessel et al. 2021, section 3
AT_ONCE = 64


@dataclass(frozen=True)
class ClipModel:
    folder: Path
    model: CLIPModel
    tokenizer: CLIPTokenizer
    processor: CLIPImageProcessorPil


def open_clip(folder: Path) -> ClipModel:
    """In float32, on a GPU where there is one. Raises ModelError where the folder holds no CLIP."""
    # What is no folder would be taken for a name in the hub, and asked for in the network.
    local = {"local_files_only": True}
    try:
        model = CLIPModel.from_pretrained(folder, dtype=torch.float32, **local).eval()
        tokenizer = CLIPTokenizer.from_pretrained(folder, **local)
        processor = CLIPImageProcessorPil.from_pretrained(folder, **local)
    except (OSError, ValueError, KeyError, json.JSONDecodeError) as cause:
        said = str(cause).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"{folder} does not open as a CLIP ({said}): name a folder as openai/clip-vit-base-patch32 is, as clip=."
        ) from cause
    return ClipModel(folder, model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer, processor)


@torch.inference_mode()
def embed_texts(clip: ClipModel, texts: Sequence[str], prefix: str = PREFIX) -> np.ndarray:
    """Unit vectors [N, D], float32, of the texts behind the prefix; what the tower has no places for is cut."""
    prefixed, found = [f"{prefix}{text}" for text in texts], []
    length = clip.model.config.text_config.max_position_embeddings
    for at in range(0, len(texts), AT_ONCE):
        given = clip.tokenizer(
            prefixed[at : at + AT_ONCE], padding=True, truncation=True, max_length=length, return_tensors="pt"
        ).to(clip.model.device)
        found.append(normalize(clip.model.text_projection(clip.model.text_model(**given).pooler_output)))
    return torch.cat(found).cpu().numpy()


@torch.inference_mode()
def embed_images(clip: ClipModel, pixels_NHW3: np.ndarray) -> np.ndarray:
    """Unit vectors [N, D], float32, of uint8 pictures, prepared as the folder says."""
    found = []
    for at in range(0, len(pixels_NHW3), AT_ONCE):
        pictures = [Image.fromarray(pixels_HW3) for pixels_HW3 in pixels_NHW3[at : at + AT_ONCE]]
        values_BCHW = clip.processor(pictures, return_tensors="pt")["pixel_values"].to(clip.model.device)
        found.append(normalize(clip.model.visual_projection(clip.model.vision_model(values_BCHW).pooler_output)))
    return torch.cat(found).cpu().numpy()


def clip_score(image_ND: np.ndarray, text_ND: np.ndarray) -> np.ndarray:
    """CLIPScore of each picture and its text, [N], from 0 to 250: 100 * 2.5 max(cos, 0) (Hessel et al. 2021, section 3).

    torchmetrics' is 100 cos, without the prefix: another scale.
    """
    return 250 * np.maximum((image_ND.astype(np.float64) * text_ND).sum(1), 0)


def r_precision(
    image_ND: np.ndarray, text_ND: np.ndarray, prompts: Sequence[str], distractors: int = 99
) -> np.ndarray | None:
    """R-precision, R = 1, of each picture, [N]: the chance that its prompt is nearer than `distractors` other prompts.

    The texts stand without a prefix. The distractors are drawn from the other prompts of the list, each text once (Xu et al. 2018 draw them once; the mean over all
    draws is the same figure with less noise). A tie is a miss. None where the list holds too few.
    """
    first = {prompt: row for row, prompt in reversed([*enumerate(prompts)])}
    others = len(first) - 1
    if others < distractors:
        return None
    distinct = [*first]
    own_N = [distinct.index(prompt) for prompt in prompts]
    cosine_NP = image_ND.astype(np.float64) @ text_ND[[first[prompt] for prompt in distinct]].T.astype(np.float64)
    beaten_N = (cosine_NP < cosine_NP[np.arange(len(prompts)), own_N][:, None]).sum(1)
    all_draws = math.comb(others, distractors)
    return np.array([math.comb(int(beaten), distractors) / all_draws for beaten in beaten_N])
