"""No arm may be favoured by what it draws: arms of one seed read the same rows in the same order under the same noise."""

import itertools
import json
import subprocess
from pathlib import Path

import pytest
import torch
from made import trainer_shards

from training.draws import draw_contrast, draw_ldm
from training.model_folder import open_model
from training.run import open_loader
from training.study import arms
from training.study.settings import Settings
from training.train_settings import resolved

root = Path(__file__).parents[2]
BATCHES = 6


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """PA and Soft-PA of one captioned dataset, by the pipeline's re-entry."""
    out = tmp_path_factory.mktemp("study")
    options = json.loads((trainer_shards() / "laion/recipe.json").read_text())["options"]
    for name, strategy in (("pa", "random"), ("soft-pa", "levels")):
        again = {"candidates": options["candidates"], "select": {**options["select"], "strategy": strategy}}
        given = [
            "--redo",
            "select",
            *(part for key, value in again.items() for part in ("--set", f"{key}={json.dumps(value)}")),
        ]
        places = ["--source", trainer_shards() / "laion", "--out", out / "shards" / f"{name}-0"]
        subprocess.run(["node", root / "dist/pipeline/softpa.cjs", "run", "laion", *places, *given], check=True)
    return Settings(out=out, model=root / "data/models/ldm-mini")


def streams(settings, job):
    """Of some batches: keys and captions, and what chance decides for the losses."""
    how = resolved(arms.training(settings, job, None))
    rows = range(BATCHES * how.batch_size)
    parts = open_model(how.model)
    batches = list(itertools.islice(open_loader(how, parts), BATCHES))
    shape, T = (4, 16, 16), len(parts.scheduler.alphas_cumprod)
    ldm = draw_ldm(how.seed, rows, shape, T, 4, how.text_dropout, torch.device("cpu"))
    contrast = draw_contrast(how.seed, rows, shape, how.window, torch.device("cpu"))
    return [(batch["key"], batch["caption"]) for batch in batches], ldm, contrast


def test_arms_of_one_seed_share_rows_timesteps_and_noise(settings):
    jobs = [arms.Job(arm, 0, ("test",)) for arm in (arms.SOURCE, *arms.FACTORIAL, *arms.CONTROLS, arms.LINEAR)]
    first, *others = [streams(settings, job) for job in jobs]
    for batches, ldm, contrast in others:
        assert batches == first[0]
        assert torch.equal(ldm.t_B, first[1].t_B) and torch.equal(ldm.eps_BChw, first[1].eps_BChw)
        assert torch.equal(ldm.is_dropped_B, first[1].is_dropped_B)
        assert torch.equal(contrast.t_B, first[2].t_B) and torch.equal(contrast.eps_BChw, first[2].eps_BChw)


def test_another_seed_has_other_streams(settings):
    one, other = (draw_ldm(seed, range(4), (4, 2, 2), 1000, 4, 0.1, torch.device("cpu")) for seed in (0, 1))
    assert not torch.equal(one.eps_BChw, other.eps_BChw)
