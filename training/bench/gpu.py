"""Steps of Stable Diffusion v1.4's shape, random weights, on an accelerator: images/s, peak memory, use of the hardware.

Latents and text states are there, as from a cache: what is measured is the UNet, the losses and the optimiser.
"""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import DDPMScheduler, UNet2DConditionModel
from torch.utils.flop_counter import FlopCounterMode

from training.draws import draw_contrast, draw_ldm
from training.examples import Examples
from training.losses import tally
from training.network import learning, make_optimiser, thaw
from training.sigma import FEWEST_BINS
from training.step import Scales, losses, total
from training.train_settings import Settings, resolved

N = 4
# Of SD v1.4's unet/config.json, what is not diffusers' own default.
UNET = {"sample_size": 64, "cross_attention_dim": 768, "attention_head_dim": 8}
TOKENS = 77
IMAGES = {256: 8, 512: 2}  # of a step, by their side
STEPS, WARM_UP = 10, 3
# Dense bfloat16 operations a second, of the makers' data sheets.
PEAKS = {"H100": 989e12, "H200": 989e12, "A100": 312e12, "L40": 181e12, "4090": 165e12}


@dataclass(frozen=True)
class Case:
    side: int
    trainable: str
    is_compiled: bool

    def __str__(self) -> str:
        return f"{self.side} px, {self.trainable}, {'compiled' if self.is_compiled else 'eager'}"


@dataclass(frozen=True)
class Figures:
    images_per_s: float
    peak_bytes: int
    operations: int  # of one step

    def utilisation(self, images: int, device: torch.device) -> str:
        rate = self.operations * self.images_per_s / images
        name = torch.cuda.get_device_name(device)
        peak = next((peak for part, peak in PEAKS.items() if part in name), None)
        return f"{rate / 1e12:.0f} TFLOP/s" + (f", MFU {rate / peak:.0%}" if peak else "")


def table(device: torch.device) -> Iterator[str]:
    """A line for each case, as soon as it is measured."""
    yield f"{torch.cuda.get_device_name(device)}, torch {torch.__version__}, N = {N}, bf16 autocast over float32 weights"
    for case in itertools.starmap(Case, itertools.product(IMAGES, ("full", "lora"), (False, True))):
        images = IMAGES[case.side]
        try:
            found = measure(case, images, device)
        except torch.cuda.OutOfMemoryError:
            yield f"{case}: {images} images a step do not fit into memory."
        else:
            peak_gib = found.peak_bytes / 2**30
            yield (
                f"{case}: {found.images_per_s:.1f} images/s, {images} a step, {peak_gib:.1f} GiB at most, "
                f"{found.utilisation(images, device)}"
            )
        torch.compiler.reset()
        torch.cuda.empty_cache()


def measure(case: Case, images: int, device: torch.device, shape: dict = UNET) -> Figures:
    """shape: arguments of UNet2DConditionModel."""
    settings = Settings("", Path(), Path(), trainable=case.trainable, precision="bf16")
    torch.manual_seed(0)
    unet = UNet2DConditionModel(**shape).requires_grad_(False).to(device)
    thaw(unet, resolved(settings))
    step = make_step(unet, torch.compile(unet) if case.is_compiled else unet, case.side // 8, images, settings)
    counter = FlopCounterMode(display=False)
    # It sees nothing inside what is compiled.
    with counter:
        make_step(unet, unet, case.side // 8, images, settings)()
    for _ in range(WARM_UP):
        step()
    forget_peak(device)
    start = now_s(device)
    for _ in range(STEPS):
        step()
    spent_s = now_s(device) - start
    return Figures(STEPS * images / spent_s, peak_bytes(device), counter.get_total_flops())


def now_s(device: torch.device) -> float:
    """The time when all that was asked of the device is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def forget_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def peak_bytes(device: torch.device) -> int:
    """0 of a processor, which does not count them."""
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0


def make_step(unet: UNet2DConditionModel, called, h: int, images: int, settings: Settings):
    """A function of one whole step. called: the UNet, or the same compiled."""
    settings = resolved(settings)
    device, shape = unet.device, (unet.config.in_channels, h, h)
    weights = learning(unet)
    optimiser = make_optimiser(weights, settings)
    examples = random_examples(images, shape, unet.config.cross_attention_dim, device)
    scheduler = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    scales = Scales(scheduler.alphas_cumprod.to(device), torch.ones(FEWEST_BINS, device=device), tally(examples.s_BK))
    rows = range(images)
    ldm_draws = draw_ldm(0, rows, shape, len(scales.abar_T), N, settings.text_dropout, device)
    draws = draw_contrast(0, rows, shape, settings.window, device)

    def step() -> None:
        with torch.autocast(device.type, torch.bfloat16):
            ldm, part = losses(called, None, examples, ldm_draws, draws, scales, settings)
        total(ldm, part, settings).backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), settings.clip)
        optimiser.step()
        optimiser.zero_grad()

    return step


def random_examples(B: int, shape: tuple[int, ...], width: int, device: torch.device) -> Examples:
    """shape: of a latent, Chw; width: of a text state."""
    K, text = N * (N - 1) // 2, (TOKENS, width)
    return Examples(
        torch.randn(B, *shape, device=device),
        torch.randn(B, *text, device=device),
        torch.randn(B, N, *text, device=device),
        torch.zeros(text, device=device),
        0.1 + 0.3 * torch.rand(B, K, device=device),
    )
