"""A training between two steps: opened, begun or resumed, and saved."""

from dataclasses import asdict, dataclass

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType
from torch import Tensor
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)

from training import checkpoint
from training.calibration import measure_sigma
from training.draws import choose_prompts
from training.encoding import digest_of_model, make_cache
from training.examples import Examples, make_examples
from training.guard import Watch
from training.loader import Loader, LoaderOptions
from training.model_folder import PARTS, ModelParts, encode_texts, natural_side, open_model
from training.network import Weights, copied, learning, make_optimiser, thaw
from training.settings import plain
from training.sigma import FEWEST_BINS
from training.train_settings import Settings, SettingsError, check_resumed

# Whole tensors on the processor, whatever way the processes share them.
WHOLE = {"full_state_dict": True, "cpu_offload": True}


@dataclass
class Run:
    """What a checkpoint keeps, and what every start opens anew."""

    settings: Settings
    accelerator: Accelerator
    parts: ModelParts
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
    step: int = 0


def open_run(settings: Settings) -> Run:
    """At its step 0. Raises SettingsError, ModelError or ShardError."""
    accelerator = open_accelerator(settings)
    device = accelerator.device
    parts = open_model(settings.model, device)
    if settings.window[1] > (T := len(parts.scheduler.alphas_cumprod)):
        raise SettingsError(f"Saw window={settings.window[0]},{settings.window[1]}, wanted timesteps below {T}.")
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
    )


def open_accelerator(settings: Settings) -> Accelerator:
    """Raises SettingsError where the hardware does not fit the settings."""
    try:
        accelerator = Accelerator(mixed_precision={"fp32": "no"}.get(settings.precision, settings.precision))
    except ValueError as cause:
        raise SettingsError(
            f"Saw precision={settings.precision}, which this hardware has not ({cause}): use precision=fp32."
        ) from cause
    if settings.batch_size % accelerator.num_processes:
        raise SettingsError(
            f"Saw batch_size={settings.batch_size} for {accelerator.num_processes} processes, wanted a number that they "
            "can share."
        )
    is_split = accelerator.distributed_type == DistributedType.FSDP
    if is_split and (settings.ema or settings.mask_from != "live"):
        raise SettingsError(
            "Saw ema or mask_from under FSDP, which keeps no process a whole second set of weights: use DDP, or ema=0 and "
            "mask_from=live."
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
        return make_examples(run.parts, batch, chosen_BN, run.nothing_LD)


def begin(run: Run) -> None:
    """Measures sigma(t), where something asks for it; every process does, and gets the same."""
    settings = run.settings
    if settings.lambda_dis > 0:
        loader = open_loader(settings, run.parts)
        loader.cache = run.loader.cache
        size = settings.batch_size
        examples = (
            make_rows(run, batch, range(number * size, (number + 1) * size)) for number, batch in enumerate(loader)
        )
        run.sigma_bins = measure_sigma(run.unet, examples, run.abar_T, settings)


def save(run: Run) -> None:
    """Writes a checkpoint; all processes have to come here, one writes."""
    optimiser = get_optimizer_state_dict(run.unet, bare(run.optimiser), options=StateDictOptions(**WHOLE))
    states = {f"{name}/{key}": value for name, values in optimiser["state"].items() for key, value in values.items()}
    groups = {
        "weights": get_model_state_dict(run.unet, options=StateDictOptions(ignore_frozen_params=True, **WHOLE)),
        "optimiser": {name: value for name, value in states.items() if isinstance(value, Tensor)},
    }
    if run.average is not None:
        groups["average"] = run.average
    scaler = run.accelerator.scaler
    state = {
        "settings": plain(run.settings),
        "model": digest_of_model(run.parts.folder, PARTS),
        "loader": {"stream": run.loader.stream()},
        "sigma_bins": run.sigma_bins.tolist(),
        "tally_2": run.tally_2.tolist(),
        "watch": asdict(run.watch),
        "scaler": scaler.state_dict() if scaler is not None else None,
    }
    if run.accelerator.is_main_process:
        checkpoint.save(run.settings.out, run.step, groups, state, run.settings.keep)
    run.accelerator.wait_for_everyone()


def resume(run: Run, folder) -> None:
    """Goes on from a checkpoint's folder. Raises SettingsError where it is of another training."""
    groups, state = checkpoint.load(folder)
    check_resumed(run.settings, state["settings"], folder)
    if state["model"] != digest_of_model(run.parts.folder, PARTS) and not run.settings.change:
        raise SettingsError(f"{folder} was made on another model than {run.parts.folder}: name that model, or another out=.")
    device = run.accelerator.device
    run.step = state["step"]
    row = run.step * run.settings.batch_size * run.settings.accumulate
    try:
        run.loader.load_state_dict({"row": row, **state["loader"]})
    except ValueError as cause:
        raise SettingsError(f"{folder} was made on other data. {cause}") from cause
    options = StateDictOptions(full_state_dict=True, strict=False)
    set_model_state_dict(run.unet, groups["weights"], options=options)
    load_optimiser(run, groups["optimiser"])
    if run.average is not None:
        run.average = {name: value.to(device) for name, value in groups["average"].items()}
    run.sigma_bins = torch.tensor(state["sigma_bins"], device=device)
    run.tally_2 = torch.tensor(state["tally_2"], dtype=torch.float64, device=device)
    run.watch = Watch(**state["watch"])
    if state["scaler"]:
        run.accelerator.scaler.load_state_dict(state["scaler"])


def load_optimiser(run: Run, flat: dict[str, Tensor]) -> None:
    optimiser = bare(run.optimiser)
    states: dict[str, dict] = {}
    for place, value in flat.items():
        name, _, key = place.rpartition("/")
        states.setdefault(name, {})[key] = value
    options = StateDictOptions(full_state_dict=True)
    groups = get_optimizer_state_dict(run.unet, optimiser, options=options)["param_groups"]
    set_optimizer_state_dict(run.unet, optimiser, {"state": states, "param_groups": groups}, options=options)


def bare(optimiser) -> torch.optim.Optimizer:
    """What accelerate has wrapped."""
    return optimiser.optimizer
