"""A training between two steps, opened and begun."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType
from torch import Tensor

from training.calibration import measure_sigma
from training.draws import choose_prompts
from training.encoding import digest_of_model, make_cache
from training.examples import Examples, make_examples
from training.given_masks import GivenMasks, masks_of, read_masks
from training.guard import Watch
from training.loader import Loader, LoaderOptions
from training.model_folder import (
    PARTS,
    ModelParts,
    encode_texts,
    natural_side,
    open_model,
    pixels_per_latent,
)
from training.network import Weights, copied, learning, make_optimiser, thaw
from training.sigma import FEWEST_BINS
from training.train_settings import Settings, SettingsError


@dataclass
class Run:
    """What a checkpoint keeps, and what every start opens anew."""

    settings: Settings
    accelerator: Accelerator
    parts: ModelParts
    model_digest: str
    unet: torch.nn.Module  # parts.unet as accelerate wraps it
    optimiser: torch.optim.Optimizer
    loader: Loader
    abar_T: Tensor
    nothing_LD: Tensor  # the state of no text
    first: Weights | None  # from before training, for mask_from=frozen
    average: Weights | None
    sigma_bins: Tensor
    tally_2: Tensor
    watch: Watch
    masks: GivenMasks | None = None
    step: int = 0


def open_run(settings: Settings) -> Run:
    """At its step 0. Raises SettingsError, ModelError or ShardError."""
    accelerator = open_accelerator(settings)
    device = accelerator.device
    parts = open_model(settings.model, device)
    check_model(settings, parts)
    thaw(parts.unet, settings)
    weights = learning(parts.unet)
    optimiser = make_optimiser(weights, settings)
    first = copied(weights) if settings.mask_from == "frozen" else None
    average = copied(weights) if settings.ema else None
    unet, optimiser = accelerator.prepare(parts.unet, optimiser)
    loader = open_loader(settings, parts, accelerator.process_index, accelerator.num_processes)
    if settings.cached:
        loader.cache = make_cache(settings.cache, loader, parts, accelerator)
    with accelerator.autocast():
        nothing_LD = encode_texts(parts, [""])[0]
    return Run(
        settings=settings,
        accelerator=accelerator,
        parts=parts,
        model_digest=digest_of_model(settings.model, PARTS),
        unet=unet,
        optimiser=optimiser,
        loader=loader,
        abar_T=parts.scheduler.alphas_cumprod.to(device),
        nothing_LD=nothing_LD,
        first=first,
        average=average,
        sigma_bins=torch.ones(FEWEST_BINS, device=device),
        tally_2=torch.zeros(2, dtype=torch.float64, device=device),
        watch=Watch(),
        masks=None if settings.masks is None else read_masks(settings.masks),
    )


def check_model(settings: Settings, parts: ModelParts) -> None:
    """Raises SettingsError where this model cannot be trained so."""
    T, f = len(parts.scheduler.alphas_cumprod), pixels_per_latent(parts)
    if settings.window[1] > T:
        raise SettingsError(f"Saw window={settings.window[0]},{settings.window[1]}, wanted timesteps below {T}.")
    if settings.side is not None and settings.side % f:
        raise SettingsError(f"Saw side={settings.side}, wanted a multiple of {f}: so many pixels a latent spans.")
    if settings.picture_every and parts.vae.config.latent_channels != 4:
        raise SettingsError(
            f"Saw picture_every={settings.picture_every} for a model whose latents have not 4 channels, which diffusers' "
            "image-to-image pipeline takes for pixels: use picture_every=none."
        )


def open_accelerator(settings: Settings) -> Accelerator:
    """Raises SettingsError where the hardware does not fit the settings."""
    # Unless told that there is no accelerator, several processes without one would each train alone.
    on_processor = not torch.accelerator.is_available()
    precision = {"fp32": "no"}.get(settings.precision, settings.precision)
    try:
        accelerator = Accelerator(cpu=on_processor, mixed_precision=precision)
    except ValueError as cause:
        raise SettingsError(
            f"Saw precision={settings.precision}, which this hardware has not ({cause}): use precision=fp32."
        ) from cause
    if settings.precision == "fp16" and accelerator.device.type == "cpu":
        # accelerate says nothing, and trains in float32.
        raise SettingsError("Saw precision=fp16 on a processor, which trains in bf16 or fp32: use one of these.")
    if settings.batch_size % accelerator.num_processes:
        raise SettingsError(
            f"Saw batch_size={settings.batch_size} for {accelerator.num_processes} processes, wanted a number that they "
            "can share."
        )
    is_split = accelerator.distributed_type == DistributedType.FSDP
    if is_split and (settings.ema or settings.mask_from != "live" or settings.picture_every):
        raise SettingsError(
            "Saw ema, mask_from or picture_every under FSDP, where no process has a whole set of weights: use DDP, or "
            "ema=0 mask_from=live picture_every=none."
        )
    return accelerator


def open_loader(settings: Settings, parts: ModelParts, rank: int = 0, ranks: int = 1) -> Loader:
    options = LoaderOptions(
        batch_size=settings.batch_size,
        side=settings.side or natural_side(parts),
        seed=settings.seed,
        flip=settings.flip,
        workers=settings.workers,
    )
    return Loader(settings.data.split(","), options, rank, ranks)


def make_rows(run: Run, batch: dict, rows: range) -> Examples:
    """The examples of a batch whose rows have these numbers in the stream. Raises SettingsError where prompts lack."""
    had = batch["similarity_BMM"].shape[1] - 1
    N = run.settings.prompts or had
    if not 2 <= N <= had:
        raise SettingsError(f"Saw prompts={N} where the shards have {had} of an image, wanted 2 to {had}.")
    chosen_BN = choose_prompts(run.settings.seed, rows, had, N)
    with run.accelerator.autocast():
        examples = make_examples(run.parts, batch, chosen_BN, run.nothing_LD)
    if run.masks is None:
        return examples
    return dataclasses.replace(examples, M_B1hw=masks_of(run.masks, batch["key"], examples.z0_BChw))


def begin(run: Run) -> None:
    """Measures sigma(t), where something asks for it; every process does, and gets the same."""
    if run.settings.lambda_dis > 0:
        run.sigma_bins = measure_sigma(run.unet, first_examples(run), run.abar_T, run.settings)


def first_examples(run: Run) -> Iterator[Examples]:
    """Those of the stream, from its first row on, in whole batches."""
    loader, size = open_loader(run.settings, run.parts), run.settings.batch_size
    loader.cache = run.loader.cache
    for number, batch in enumerate(loader):
        yield make_rows(run, batch, range(number * size, (number + 1) * size))
