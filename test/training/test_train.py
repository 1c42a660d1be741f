"""A training of the tiny model on shards of today's softpa: what it learns, and from what."""

import math

import pytest
import torch
from made import trainer_shards
from PIL import Image
from torch.nn import functional
from trained import alike, log, losses, settings, tiny_model, trained, unet_weights

from training import run as runs
from training.draws import draw_ldm
from training.model_folder import ModelError
from training.network import copied, learning
from training.train import batch_loss, mask_unet, take_step
from training.train_settings import Settings, SettingsError, resolved

pytestmark = pytest.mark.usefixtures("fresh_accelerator")


def opened(tmp_path, **changed):
    """A run before its first step, and its batches."""
    run = runs.open_run(settings(tmp_path / "run", **changed))
    return run, iter(run.loader)


def their_loss(run, batch, rows):
    """L_LDM as examples/text_to_image/train_text_to_image.py of diffusers has it, on the same noise and timesteps."""
    vae, unet, text_encoder, tokenizer = run.parts.vae, run.parts.unet, run.parts.text_encoder, run.parts.tokenizer
    with torch.no_grad():
        latents = vae.encode(batch["pixel_values_B3HW"]).latent_dist.mode() * vae.config.scaling_factor
        ids = tokenizer(
            batch["caption"],
            max_length=tokenizer.model_max_length,
            padding="max_length",
            truncation=True,
            return_tensors="pt",
        ).input_ids
        hidden = text_encoder(ids, return_dict=False)[0]
    drawn = draw_ldm(run.settings.seed, rows, latents.shape[1:], 1000, 4, 0.0, "cpu")
    noisy = run.parts.scheduler.add_noise(latents, drawn.eps_BChw, drawn.t_B)
    prediction = unet(noisy, drawn.t_B, hidden, return_dict=False)[0]
    return functional.mse_loss(prediction.float(), drawn.eps_BChw.float(), reduction="mean")


def gradients(loss, run):
    loss.backward()
    taken = {name: weight.grad for name, weight in run.parts.unet.named_parameters()}
    run.parts.unet.zero_grad()
    return taken


def test_25_at_lambda_0_loss_and_gradient_are_those_of_diffusers_bit_for_bit(tmp_path):
    run, batches = opened(tmp_path, lambda_dis=0.0, lambda_pres=0.0, text_dropout=0.0)
    batch = next(batches)
    ours, _ = batch_loss(run, batch, 0)
    theirs = their_loss(run, batch, range(4))
    assert torch.equal(ours, theirs)
    assert alike(gradients(ours, run), gradients(theirs, run))


def test_a_contrast_changes_the_gradient(tmp_path):
    run, batches = opened(tmp_path, text_dropout=0.0)
    batch = next(batches)
    ours, theirs = batch_loss(run, batch, 0)[0], their_loss(run, batch, range(4))
    assert not alike(gradients(ours, run), gradients(theirs, run))


def test_every_weight_of_the_unet_moves_and_no_other(tmp_path):
    out = trained(tmp_path / "run")
    before, after = unet_weights(tiny_model()), unet_weights(out / "model")
    assert [name for name in before if torch.equal(before[name], after[name])] == []
    for file in (
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/model.safetensors",
        "tokenizer/tokenizer.json",
    ):
        assert (out / "model" / file).read_bytes() == (tiny_model() / file).read_bytes()


def test_two_runs_of_one_seed_are_one_run_and_another_seed_is_another(tmp_path):
    first, second, other = (trained(tmp_path / name, seed=seed) for name, seed in [("a", 0), ("b", 0), ("c", 1)])
    assert losses(first) == losses(second) != losses(other)
    assert alike(unet_weights(first / "model"), unet_weights(second / "model"))


def test_batches_of_half_the_size_and_twice_as_many_take_the_same_step(tmp_path):
    """Up to rounding, and to the running mean of prompt distances, which sees fewer rows at first: without Soft-CL."""
    whole, halves = (
        trained(tmp_path / name, soft=False, steps=2, batch_size=size, accumulate=8 // size)
        for name, size in [("a", 8), ("b", 2)]
    )
    for a, b in zip(losses(whole), losses(halves), strict=True):
        assert a == pytest.approx(b, rel=1e-4)


def test_a_contrast_of_every_other_step_weighs_twice(tmp_path):
    every, other = (opened(tmp_path, text_dropout=0.0, cl_every=k) for k in (1, 2))
    batch = next(every[1])
    ldm = their_loss(every[0], batch, range(4)).item()
    once, twice = (batch_loss(run, batch, 0)[0].item() - ldm for run, _ in (every, other))
    assert twice == pytest.approx(2 * once, rel=1e-3)


def test_the_steps_between_have_no_mask(tmp_path):
    lines = log(trained(tmp_path / "run", cl_every=2))
    assert ["area" in line for line in lines] == [True, False, True]


def stepped(tmp_path, **changed):
    """What the log shows of two wide steps."""
    run, batches = opened(tmp_path, **{"rate": 0.02, "warm_up": 0, **changed})
    runs.begin(run)
    numbers = []
    for _ in range(2):
        numbers.append(take_step(run, batches))
        run.step += 1
    return numbers


@pytest.fixture(scope="module")
def plain_steps(tmp_path_factory):
    return stepped(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize(
    "changed",
    [
        {"form": "contrastive"},
        {"form": "log-ratio"},
        {"form": "hinge"},
        {"form": "linear"},
        {"soft": False},
        {"weight": "none"},
        {"tau": 0.5},
        {"peak": "percentile"},
        {"window": (200, 300)},
        {"pairs": "one"},
        {"prompts": 2},
        {"mask_from": "frozen"},
        {"mask_from": "ema", "ema": 0.9},
        {"ldm_target": "targets"},
        {"text_dropout": 1.0},
        {"flip": True},
        {"clip": 0.1},
        {"weight_decay": 0.9},
        {"precision": "bf16"},
        {"trainable": "lora"},
    ],
    ids=lambda changed: "-".join(f"{name}={value}" for name, value in changed.items()),
)
def test_each_setting_makes_it_another_training_and_a_finite_one(tmp_path, plain_steps, changed):
    numbers = stepped(tmp_path, **changed)
    assert numbers != plain_steps
    assert all(math.isfinite(value) for line in numbers for value in line.values())


def test_gradient_checkpointing_changes_no_number(tmp_path, plain_steps):
    assert stepped(tmp_path, gradient_checkpointing=True)[0] == pytest.approx(plain_steps[0], rel=1e-5)


def test_the_network_of_a_frozen_mask_answers_as_before_training(tmp_path):
    run, batches = opened(tmp_path, mask_from="frozen", warm_up=0)
    asked = torch.randn(2, 4, 8, 8), torch.tensor([100, 600]), torch.randn(2, 77, 32)
    before = run.unet(*asked).sample
    take_step(run, batches)
    assert torch.equal(mask_unet(run)(*asked).sample, before)
    assert not torch.equal(run.unet(*asked).sample, before)


def test_the_average_lies_between_the_weights_that_were_and_those_that_are(tmp_path):
    run, batches = opened(tmp_path, ema=0.9, warm_up=0)
    weights = learning(run.parts.unet)
    before = copied(weights)
    take_step(run, batches)
    for name, average in run.average.items():
        torch.testing.assert_close(average, 0.1 * before[name] + 0.9 * weights[name])


def test_lora_learns_beside_frozen_weights(tmp_path):
    run, batches = opened(tmp_path, trainable="lora", warm_up=0)
    before = {name: weight.clone() for name, weight in run.parts.unet.named_parameters()}
    take_step(run, batches)
    moved = {name for name, weight in run.parts.unet.named_parameters() if not torch.equal(weight, before[name])}
    assert moved == {name for name in before if "lora_" in name}


@pytest.mark.parametrize(
    "changed,sentence",
    [
        ({"prompts": 9}, "Saw prompts=9 where the shards have"),
        ({"mask_from": "ema"}, "set ema"),
        ({"form": "log-ratio", "pairs": "one"}, "use pairs=all"),
        ({"window": (700, 100)}, "wanted two timesteps"),
        ({"batch_size": 0}, "Saw batch_size=0"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(tmp_path, changed, sentence):
    with pytest.raises(SettingsError, match=sentence):
        trained(tmp_path / "run", **changed)


def test_a_window_beyond_the_model_s_timesteps_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="wanted timesteps below 1000"):
        trained(tmp_path / "run", window=(100, 1200))


def test_float16_is_refused_where_it_would_be_float32(tmp_path):
    with pytest.raises(SettingsError, match="Saw precision=fp16 on a processor"):
        trained(tmp_path, precision="fp16")


def test_a_folder_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match="has no model_index.json"):
        trained(tmp_path / "run", model=trainer_shards())


def test_the_rate_is_that_of_what_is_trained(tmp_path):
    for trainable, rate in [("full", 1e-5), ("lora", 1e-4)]:
        assert resolved(Settings("", tmp_path, tmp_path, trainable=trainable)).rate == rate


def test_pictures_are_written_on_their_steps_and_change_no_number(tmp_path):
    shown = trained(tmp_path / "shown", picture_every=2)
    assert losses(shown) == losses(trained(tmp_path / "plain"))
    (picture,) = (shown / "pictures").iterdir()
    assert picture.name == "00000002.png"
    with Image.open(picture) as image:
        # Four rows of source, mask, Delta and four edits.
        assert image.width > 7 * 160 and image.height > 4 * 160
