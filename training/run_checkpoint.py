"""A run written to a checkpoint, and going on from one."""

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)

from training import checkpoint
from training.guard import Watch
from training.run import Run
from training.settings import plain
from training.train_settings import SettingsError, check_resumed

# Whole tensors on the processor, however the processes share them.
WHOLE = {"full_state_dict": True, "cpu_offload": True}


def save(run: Run) -> None:
    """Writes a checkpoint; all processes have to come here, one writes."""
    weights = get_model_state_dict(run.unet, options=StateDictOptions(ignore_frozen_params=True, **WHOLE))
    optimiser = get_optimizer_state_dict(run.unet, run.optimiser.optimizer, options=StateDictOptions(**WHOLE))
    if run.accelerator.is_main_process:
        tensors, numbers = flat(optimiser["state"])
        groups = {"weights": weights, "optimiser": tensors}
        if run.average is not None:
            groups["average"] = run.average
        state = {**state_of(run), "optimiser": numbers}
        checkpoint.save(run.settings.out, run.step, groups, state, run.settings.keep)
    run.accelerator.wait_for_everyone()


def state_of(run: Run) -> dict:
    """All of a run that is no tensor, or small."""
    scaler = run.accelerator.scaler
    return {
        "settings": plain(run.settings),
        "model": run.model_digest,
        "stream": run.loader.stream(),
        "sigma_bins": run.sigma_bins.tolist(),
        "tally_2": run.tally_2.tolist(),
        "watch": asdict(run.watch),
        "scaler": None if scaler is None else scaler.state_dict(),
    }


def resume(run: Run, folder: Path) -> None:
    """Goes on from a checkpoint's folder. Raises SettingsError where it is of another training."""
    groups, state = checkpoint.load(folder)
    check_state(run, state, folder)
    run.step = state["step"]
    place = {"row": run.step * run.settings.batch_size * run.settings.accumulate, "stream": state["stream"]}
    try:
        run.loader.load_state_dict(place)
    except ValueError as cause:
        raise SettingsError(f"{folder} was made on other data. {cause}") from cause
    # What is frozen comes from the model's folder.
    set_model_state_dict(run.unet, groups["weights"], options=StateDictOptions(full_state_dict=True, strict=False))
    load_optimiser(run, groups["optimiser"], state["optimiser"])
    device = run.accelerator.device
    if run.average is not None:
        run.average = {name: value.to(device) for name, value in groups["average"].items()}
    run.sigma_bins = torch.tensor(state["sigma_bins"], device=device)
    run.tally_2 = torch.tensor(state["tally_2"], dtype=torch.float64, device=device)
    run.watch = Watch(**state["watch"])
    if state["scaler"]:
        run.accelerator.scaler.load_state_dict(state["scaler"])


def check_state(run: Run, state: dict, folder: Path) -> None:
    check_resumed(run.settings, state["settings"], folder)
    if state["model"] != run.model_digest and not run.settings.change:
        raise SettingsError(
            f"{folder} was made on another model than {run.settings.model}: name that model, or another out=."
        )


def flat(states: dict, path: str = "") -> tuple[dict[str, Tensor], dict[str, float]]:
    """What an optimiser remembers of each weight, as `weight/what`: tensors, and numbers.

    8-bit states stand a level deeper, `weight/their key/what`.
    """
    tensors, numbers = {}, {}
    for name, value in states.items():
        place = f"{path}{name}"
        if isinstance(value, dict):
            more_tensors, more_numbers = flat(value, f"{place}/")
            tensors, numbers = tensors | more_tensors, numbers | more_numbers
        else:
            (tensors if isinstance(value, Tensor) else numbers)[place] = value
    return tensors, numbers


def nested(values: dict) -> dict:
    """What `flat` has taken apart."""
    states: dict = {}
    for place, value in values.items():
        *path, what = place.split("/")
        inner = states
        for name in path:
            inner = inner.setdefault(name, {})
        inner[what] = value
    return states


def load_optimiser(run: Run, tensors: dict[str, Tensor], numbers: dict[str, float]) -> None:
    optimiser, options = run.optimiser.optimizer, StateDictOptions(full_state_dict=True)
    states = {"state": nested({**tensors, **numbers})}
    states["param_groups"] = get_optimizer_state_dict(run.unet, optimiser, options=options)["param_groups"]
    set_optimizer_state_dict(run.unet, optimiser, states, options=options)
