"""The table of the torch sessions' rates, on small models."""

import re

import torch
import transformers

from stages.models.torch.bench import CAPTION, Shape, masked, pictures, table

SMALL = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 1, "num_attention_heads": 2}


def small_blip():
    sizes = {"vision_config": {**SMALL, "image_size": 32}, "text_config": {**SMALL, "encoder_hidden_size": 32}}
    return transformers.BlipForConditionalGeneration(transformers.BlipConfig(**sizes))


def test_every_model_and_batch_size_has_its_line_with_a_rate_and_its_operations():
    shapes = [
        Shape("blip", "caption", small_blip, lambda rows: pictures(rows, 32), CAPTION),
        Shape("bert", "fill-mask", lambda: transformers.BertForMaskedLM(transformers.BertConfig(**SMALL)), masked, {}),
    ]
    with torch.no_grad():
        _, *lines = table("cpu", [1, 3], shapes, min_s=0)
    assert [line.split(":")[0] for line in lines] == [
        f"{name}, {n} at once" for name in ("blip", "bert") for n in (1, 3)
    ]
    for line in lines:
        rate, operations = re.search(r": (\d+) a second, (\d+\.\d) TFLOP/s$", line).groups()
        assert int(rate) > 0
        assert float(operations) >= 0
