"""Opens a Hugging Face folder with `transformers` in one of the roles of `program.ts`: the same inputs and outputs as the
graphs of `architecture/`, where they are described."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
import transformers
from torch import nn
from torch.nn.functional import scaled_dot_product_attention

from .captions import caption
from .frames import Tensors

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


class ModelError(Exception):
    """The folder holds no model for this role, or the device is not there."""


@dataclass(frozen=True)
class Opening:
    """What `session.ts` asks for; scale and offset make numbers of a picture's bytes, by channel: byte * scale + offset."""

    folder: str
    role: str
    device: str
    threads: int
    dtype: str
    scale: tuple[float, ...] = ()
    offset: tuple[float, ...] = ()


Run = Callable[[Tensors, dict], Tensors]


@dataclass(frozen=True)
class Network:
    """`spread` makes tensors of one length of a request, a row for each text or picture; `run` takes any of these rows."""

    run: Run
    spread: Callable[[Tensors], Tensors] = lambda inputs: inputs


def open_network(opening: Opening) -> Network:
    """Raises ModelError."""
    if opening.device == "cuda" and not torch.cuda.is_available():
        raise ModelError("Device cuda does not open with torch here (it finds no GPU); use --device cpu.")
    torch.set_num_threads(opening.threads)
    return OPENERS[opening.role](opening)


def open_captioner(opening: Opening) -> Network:
    model = load(transformers.BlipForConditionalGeneration, "blip", opening)
    for module in model.vision_model.modules():
        if type(module).__name__ == "BlipAttention":
            module.forward = partial(attend, module)
    return Network(lambda rows, settings: caption(model, pixels(rows, opening, model), settings))


def open_fill_mask(opening: Opening) -> Network:
    model = load(transformers.BertForMaskedLM, "bert", opening)

    def run(rows: Tensors, settings: dict) -> Tensors:
        rows = onto(rows, opening)
        hidden = model.bert(input_ids=rows["input_ids"], attention_mask=rows["attention_mask"]).last_hidden_state
        # Only the masked row of each text meets the vocabulary.
        masked = hidden[torch.arange(len(hidden), device=hidden.device), rows["mask_positions"]]
        logits = model.cls(masked).float()
        best = logits.softmax(-1).topk(int(rows["k"][0]))
        return wanted({"logits": logits, "probabilities": best.values, "ids": best.indices}, settings)

    def spread(inputs: Tensors) -> Tensors:
        return {**inputs, "k": inputs["k"].expand(len(inputs["input_ids"]))}

    return Network(run, spread)


def open_clip_text(opening: Opening) -> Network:
    model = load(transformers.CLIPModel, "clip", opening)

    def run(rows: Tensors, settings: dict) -> Tensors:
        embeds = projected(model.get_text_features(**onto(rows, opening)))
        return wanted({"text_embeds": embeds}, settings)

    return Network(run)


def open_clip_prompts(opening: Opening) -> Network:
    """Texts come as a tree of tokens, which spares a CPU most of its work; a GPU takes them whole."""
    whole = open_clip_text(opening)

    def spread(inputs: Tensors) -> Tensors:
        nodes, ends = inputs["texts"], inputs["ends"].unsqueeze(1)
        behind = (nodes == ends).int().cumsum(1).bool()
        return {"input_ids": inputs["input_ids"][torch.where(behind, ends, nodes)]}

    return Network(whole.run, spread)


def open_clip_image(opening: Opening) -> Network:
    model = load(transformers.CLIPModel, "clip", opening)

    def run(rows: Tensors, settings: dict) -> Tensors:
        embeds = projected(model.get_image_features(pixel_values=pixels(rows, opening, model)))
        return wanted({"image_embeds": embeds}, settings)

    return Network(run)


OPENERS = {
    "caption": open_captioner,
    "fill-mask": open_fill_mask,
    "clip-text": open_clip_text,
    "clip-prompts": open_clip_prompts,
    "clip-image": open_clip_image,
}


def load(kind: type, model_type: str, opening: Opening) -> nn.Module:
    """Every weight from the folder's safetensors, which hold no code. Raises ModelError."""
    folder = opening.folder
    seen = transformers.AutoConfig.from_pretrained(folder).model_type
    if seen != model_type:
        raise ModelError(f"{folder}/config.json: `model_type` is {seen}; wanted {model_type} for {opening.role}.")
    model, info = kind.from_pretrained(
        folder, dtype=DTYPES[opening.dtype], use_safetensors=True, output_loading_info=True
    )
    if info["missing_keys"]:
        raise ModelError(f"{folder} lacks weights of {kind.__name__}: {', '.join(sorted(info['missing_keys'])[:5])}.")
    return model.eval().to(opening.device)


def attend(self: nn.Module, hidden_states: torch.Tensor, **_) -> tuple[torch.Tensor, None]:
    """BlipAttention [batch, positions, width], which `transformers` spells out, by torch's own attention."""
    batch, positions, width = hidden_states.shape
    qkv = self.qkv(hidden_states).reshape(batch, positions, 3, self.num_heads, width // self.num_heads)
    query, key, value = qkv.permute(2, 0, 3, 1, 4)
    mixed = scaled_dot_product_attention(query, key, value, scale=self.scale)
    return self.projection(mixed.transpose(1, 2).reshape(batch, positions, width)), None


def pixels(rows: Tensors, opening: Opening, model: nn.Module) -> torch.Tensor:
    """uint8 [batch, side, side, 3] to [batch, 3, side, side], normalised as the folder's preprocessor says."""
    bytes_bhwC = rows["pixel_values"].to(opening.device)
    side = model.config.vision_config.image_size
    if bytes_bhwC.shape[1:3] != (side, side):
        seen = "x".join(map(str, bytes_bhwC.shape[1:3]))
        raise ModelError(
            f"{opening.folder}: its preprocessor makes pictures of {seen}; config.json wants {side}x{side}."
        )
    scale, offset = (torch.tensor(numbers, device=opening.device) for numbers in (opening.scale, opening.offset))
    return (bytes_bhwC.float() * scale + offset).permute(0, 3, 1, 2).to(model.dtype)


def onto(rows: Tensors, opening: Opening) -> Tensors:
    return {name: tensor.to(opening.device) for name, tensor in rows.items()}


def projected(answer) -> torch.Tensor:
    """Of `get_text_features`: a tensor before transformers 5, an output with the projection pooled since."""
    return (answer if isinstance(answer, torch.Tensor) else answer.pooler_output).float()


def wanted(outputs: Tensors, settings: dict) -> Tensors:
    return {name: outputs[name] for name in settings.get("outputs", outputs)}
