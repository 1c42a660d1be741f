"""What learns: the whole UNet or LoRA's few weights, their moving average, and the UNet with other weights in their place."""

from collections.abc import Callable

import torch
from diffusers import UNet2DConditionModel
from peft import LoraConfig
from torch import Tensor
from torch.func import functional_call
from torch.optim.swa_utils import get_ema_multi_avg_fn

from training.train_settings import Settings, SettingsError

LORA_TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]

Weights = dict[str, Tensor]


def thaw(unet: UNet2DConditionModel, settings: Settings) -> None:
    """Makes a frozen UNet learn, whole or by LoRA; LoRA's first weights are a function of the seed."""
    if settings.trainable == "full":
        unet.requires_grad_(True)
    else:
        torch.manual_seed(settings.seed)
        unet.add_adapter(
            LoraConfig(
                r=settings.rank, target_modules=LORA_TARGETS, lora_alpha=settings.rank, init_lora_weights="gaussian"
            )
        )
    if settings.gradient_checkpointing:
        unet.enable_gradient_checkpointing()
    unet.train()


def learning(unet: UNet2DConditionModel) -> Weights:
    """The weights that learn, by name."""
    return {name: weight for name, weight in unet.named_parameters() if weight.requires_grad}


def copied(weights: Weights) -> Weights:
    return {name: weight.detach().clone() for name, weight in weights.items()}


def average_in(average: Weights, weights: Weights, keep: float, step: int) -> None:
    """average <- keep average + (1 - keep) weights; early steps keep less, or the start would linger in it."""
    keep = min(keep, (1 + step) / (10 + step))
    update = get_ema_multi_avg_fn(keep)
    update(list(average.values()), [weights[name].detach() for name in average], step)


def with_weights(unet: UNet2DConditionModel, weights: Weights) -> Callable:
    """The UNet as it would answer with these weights; of all others it has its own."""
    return lambda *given: functional_call(unet, weights, given)


def make_optimiser(weights: Weights, settings: Settings) -> torch.optim.Optimizer:
    """Raises SettingsError where 8-bit states are wanted and bitsandbytes is not there."""
    options = {"lr": settings.rate, "weight_decay": settings.weight_decay}
    if settings.optimiser == "adamw":
        return torch.optim.AdamW(weights.values(), fused=True, **options)
    try:
        from bitsandbytes.optim import AdamW8bit
    except ImportError as cause:
        raise SettingsError(
            "Saw optimiser=adamw-8bit without the package bitsandbytes: pip install bitsandbytes, or optimiser=adamw."
        ) from cause
    return AdamW8bit(weights.values(), **options)


def rate_at(step: int, settings: Settings) -> float:
    """Rises linearly through the warm-up, then stays."""
    return settings.rate * min(1.0, (step + 1) / max(1, settings.warm_up))
