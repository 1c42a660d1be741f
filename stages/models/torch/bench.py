"""Rates of the torch sessions on a GPU: captions, masked words and texts a second by batch size, in bfloat16, with the share
of the chip's rate. Models of the published shapes with random weights, run as `worker.py` runs them.

Usage: python -m stages.models.torch.bench [cuda|cpu] [batch sizes, 16,64,256 where absent]"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
import transformers
from torch.utils.flop_counter import FlopCounterMode

from .frames import Tensors
from .networks import Network, Opening, open_network

# Dense bfloat16 operations a second, of the makers' data sheets.
PEAKS = {"H100": 989e12, "H200": 989e12, "A100": 312e12, "L40": 181e12, "4090": 165e12}
TOKENS = 12  # of a caption or a text, as BLIP's and COCO's are
MIN_S = 3.0
CAPTION = {"prompt": [], "beams": 1, "maxLength": TOKENS, "minLength": TOKENS, "repetitionPenalty": 1}
LARGE = {
    "vision_config": {
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_hidden_layers": 24,
        "num_attention_heads": 16,
    },
    "text_config": {"encoder_hidden_size": 1024, "num_attention_heads": 12},
}
CLIP_L = {
    "text_config": {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12},
    "projection_dim": 768,
}


@dataclass(frozen=True)
class Shape:
    """A model of a published shape, the role that it plays here, and a request of so many rows."""

    name: str
    role: str
    make: Callable[[], transformers.PreTrainedModel]
    request: Callable[[int], Tensors]
    settings: dict


def pictures(rows: int, side: int = 384) -> Tensors:
    return {"pixel_values": torch.randint(0, 256, (rows, side, side, 3), dtype=torch.uint8)}


def masked(rows: int) -> Tensors:
    ids = torch.randint(1000, 30000, (rows, TOKENS))
    ones = torch.ones(rows, TOKENS, dtype=torch.int32)
    return {"input_ids": ids, "attention_mask": ones, "mask_positions": torch.full((rows,), 5), "k": torch.tensor([50])}


def texts(rows: int) -> Tensors:
    ids = torch.randint(1000, 40000, (rows, TOKENS))
    ids[:, 0], ids[:, -1] = 49406, 49407
    return {"input_ids": ids}


def blip(**config) -> transformers.PreTrainedModel:
    return transformers.BlipForConditionalGeneration(
        transformers.BlipConfig(**{"text_config": {"num_attention_heads": 12}, **config})
    )


SHAPES = [
    Shape("BLIP-base, 384 px", "caption", blip, pictures, CAPTION),
    Shape("BLIP-large, 384 px", "caption", partial(blip, **LARGE), pictures, CAPTION),
    Shape(
        "BERT-base, masked words",
        "fill-mask",
        lambda: transformers.BertForMaskedLM(transformers.BertConfig()),
        masked,
        {},
    ),
    Shape("CLIP-L, texts", "clip-text", lambda: transformers.CLIPModel(transformers.CLIPConfig(**CLIP_L)), texts, {}),
]


def table(device: str, batches: list[int], shapes: list[Shape] = SHAPES, min_s: float = MIN_S) -> Iterator[str]:
    """A line for each model and batch size, as soon as it is measured."""
    name = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    yield f"{name}, torch {torch.__version__}, transformers {transformers.__version__}, bf16, texts of {TOKENS} tokens"
    for shape in shapes:
        with TemporaryDirectory() as folder:
            shape.make().save_pretrained(folder)
            third = (1 / 3,) * 3
            opening = Opening(folder, shape.role, device, 1, "bf16", third, third)
            network = open_network(opening)
        for rows in batches:
            yield f"{shape.name}, {rows} at once: {measured(network, shape, rows, device, min_s)}"


def measured(network: Network, shape: Shape, rows: int, device: str, min_s: float) -> str:
    inputs = network.spread(shape.request(rows))
    run = partial(network.run, inputs, shape.settings)
    try:
        with FlopCounterMode(display=False) as counter:
            run()
        runs, spent_s = timed(run, device, min_s)
    except torch.OutOfMemoryError:
        return "does not fit into memory"
    rate = runs / spent_s
    operations = counter.get_total_flops() * rate
    peak = next(
        (peak for part, peak in PEAKS.items() if device == "cuda" and part in torch.cuda.get_device_name()), None
    )
    share = f", {operations / peak:.0%} of the chip" if peak else ""
    return f"{rows * rate:.0f} a second, {operations / 1e12:.1f} TFLOP/s{share}"


def timed(run: Callable[[], Tensors], device: str, min_s: float) -> tuple[int, float]:
    """Runs until `min_s` have passed, answers taken to the host as a worker takes them."""
    runs, start = 0, now_s(device)
    while runs == 0 or now_s(device) - start < min_s:
        for tensor in run().values():
            tensor.cpu()
        runs += 1
    return runs, now_s(device) - start


def now_s(device: str) -> float:
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


def main() -> None:
    device = sys.argv[1] if len(sys.argv) > 1 else "cuda"
    batches = sys.argv[2] if len(sys.argv) > 2 else "16,64,256"
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit(
            f"{Path(sys.argv[0]).name}: torch finds no GPU here; the table is for one (cpu measures this processor)."
        )
    torch.set_grad_enabled(False)
    for line in table(device, [int(size) for size in batches.split(",")]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
