"""Captions by BLIP: the search is that of `transformers`, which `generate/` follows on the other side."""

from __future__ import annotations

import torch
from torch import nn

from .frames import Tensors


def caption(model: nn.Module, x_bchw: torch.Tensor, settings: dict) -> Tensors:
    """The outputs of `captioner.ts`: ids int64 [images, tokens], filled up with end tokens; lengths int64 [images];
    scores float32 [images], the mean log-probability of what was generated, before penalties."""
    text = model.config.text_config
    begin = torch.tensor([[text.bos_token_id, *settings["prompt"]]], device=x_bchw.device).repeat(len(x_bchw), 1)
    seen = model.vision_model(pixel_values=x_bchw).last_hidden_state
    said = model.text_decoder.generate(
        input_ids=begin,
        attention_mask=torch.ones_like(begin),
        encoder_hidden_states=seen,
        encoder_attention_mask=torch.ones(seen.shape[:2], dtype=torch.long, device=seen.device),
        eos_token_id=text.sep_token_id,
        # What stands behind an end is told by its length alone.
        pad_token_id=text.sep_token_id,
        do_sample=False,
        num_beams=settings["beams"],
        max_length=settings["maxLength"],
        min_length=settings["minLength"],
        repetition_penalty=float(settings["repetitionPenalty"]),
        return_dict_in_generate=True,
        output_logits=True,
    )
    generated = said.sequences[:, begin.shape[1] :]
    counts = counts_of(generated, text.sep_token_id)
    chances = model.text_decoder.compute_transition_scores(
        said.sequences, [step.float() for step in said.logits], said.get("beam_indices"), normalize_logits=True
    )
    is_said = torch.arange(chances.shape[1], device=counts.device) < counts.unsqueeze(1)
    return {
        "ids": said.sequences,
        "lengths": begin.shape[1] + counts,
        "scores": chances.where(is_said, 0).sum(1).float() / counts,
    }


def counts_of(generated: torch.Tensor, end: int) -> torch.Tensor:
    """How many tokens of each row are its text, the first end token included; all where there is none."""
    before = (generated == end).int().cumsum(1).eq(0).sum(1)
    return (before + 1).clamp(max=generated.shape[1])
