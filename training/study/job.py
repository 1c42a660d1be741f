"""One arm with one seed: trained, judged, and kept as a folder that is whole or not there.

`jobs/NAME` holds edits.parquet (the rows of measure.py), masks.parquet, features.npy (of the edits at the matched strength),
pictures.npy (of figure.py) and job.json: what was done, its digest, and what it cost.
"""

import hashlib
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from training import checkpoint
from training.encoding import digest_of_model
from training.export import export
from training.guard import Stopped
from training.model_folder import PARTS, ModelParts, open_model
from training.shards import open_shards
from training.study import arms
from training.study.arms import EditSet, Job
from training.study.edit_sets import near_count
from training.study.exact_masks import make_masks
from training.study.instruments import Instruments, features_of
from training.study.mask_quality import mask_rows
from training.study.settings import MATCHED, Settings, decisive
from training.study.sweep import edit_all, first
from training.train import train
from training.train_settings import Settings as TrainSettings
from training.train_settings import plain
from training.world.exact_edits import ExactEdit

# Settings of the trainer that say where things are, and not what they are.
PLACES = {"data", "model", "out", "cache", "masks"}


def folder_of(settings: Settings, job: Job) -> Path:
    return settings.out / "jobs" / job.name


def making_of(settings: Settings, job: Job) -> Path:
    """Where a job's folder is made. Names such as lambda-0.5-1 have dots of their own, which `with_suffix` would take."""
    return settings.out / "jobs" / f"{job.name}.tmp"


def is_done(settings: Settings, job: Job) -> bool:
    return (folder_of(settings, job) / "job.json").exists()


def do(instruments: Instruments, job: Job) -> None:
    """Trains, judges, and puts the results in place. A killed job goes on behind the last checkpoint of its training."""
    settings = instruments.settings
    how = how_to_train(instruments, job) if job.arm.is_trained else None
    digest = digest_of(settings, job, how)
    started = clock()
    stopped = None if how is None else trained(how)
    middle = clock()
    parts = instruments.parts if how is None else replace(instruments.parts, unet=open_model(how.out / "model").unet)
    making = making_of(settings, job)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    write_results(making, instruments, job, parts)
    costs = {"training": spent(started, middle), "evaluation": spent(middle, clock())}
    told = {**arms.facts(settings, job), "digest": digest, "stopped": stopped, "costs": costs}
    (making / "job.json").write_text(json.dumps(told, indent=1))
    making.rename(folder_of(settings, job))
    if how is not None:
        shutil.rmtree(how.out)


def how_to_train(instruments: Instruments, job: Job) -> TrainSettings:
    """The trainer's settings; masks that are not the network's own are made first."""
    settings, masks = instruments.settings, None
    if job.arm.masks:
        shards = arms.shards(settings, job.arm.prompts, job.seed)
        folder = settings.out / "masks" / shards.name
        shape = tuple(instruments.encoded("test").z0_NChw.shape[2:])
        masks = make_masks(shards, folder, job.arm.masks, instruments.words, instruments.side, shape)
    return arms.training(settings, job, masks)


def trained(how: TrainSettings) -> str | None:
    """Trains to the end, or until the trainer itself refuses to go on: then the last checkpoint counts, and why is answered."""
    try:
        train(how)
    except Stopped as stopped:
        last = checkpoint.newest(how.out)
        if last is None:
            raise
        export(how, last)
        return f"Stopped behind step {int(last.name)}: {stopped}"
    return None


def write_results(folder: Path, instruments: Instruments, job: Job, parts: ModelParts) -> None:
    settings, rows = instruments.settings, []
    for name in job.sets:
        for strength in levels_of(settings, job, name):
            edits, made_NHW3 = made_of(instruments, parts, name, strength)
            rows += instruments.rows(edits, made_NHW3, name, strength)
            if strength == MATCHED and name == "test" and settings.is_world:
                visible = len(edits) - near_count(settings, name)
                np.save(folder / "features.npy", features_of(instruments.judge)(made_NHW3[:visible]).astype(np.float16))
    write_rows(folder / "edits.parquet", rows)
    if instruments.mask_cases:
        write_rows(folder / "masks.parquet", list(mask_rows(parts, instruments.mask_cases)))
    if job.seed in (0, 100):
        np.save(folder / "pictures.npy", edit_all(parts, instruments.figure_encoded, MATCHED, settings))


def levels_of(settings: Settings, job: Job, name: EditSet) -> list[float]:
    """Whole curves on the test alone, of the seeds that all arms have."""
    return settings.levels if name == "test" and job.seed < settings.few else settings.nearest_levels


def made_of(
    instruments: Instruments, parts: ModelParts, name: EditSet, strength: float
) -> tuple[list[ExactEdit], np.ndarray]:
    """The edits of a set, and what a model makes of them; those to near-synonyms at the matched strength alone."""
    settings, edits, encoded = instruments.settings, instruments.edits(name), instruments.encoded(name)
    count = len(edits) - (0 if strength == MATCHED else near_count(settings, name))
    return edits[:count], edit_all(parts, first(encoded, count), strength, settings)


def write_rows(path: Path, rows: list[dict]) -> None:
    table = pa.Table.from_pylist(rows)
    # The figures are rounded, and more of them than of all else.
    narrow = [
        pa.field(field.name, pa.float32() if field.type == pa.float64() else field.type) for field in table.schema
    ]
    parquet.write_table(table.cast(pa.schema(narrow)), path, compression="zstd")


def digest_of(settings: Settings, job: Job, how: TrainSettings | None) -> str:
    """Of all that decides a job's figures: another digest, other figures."""
    data = None if how is None else open_shards([how.data]).digest
    told = {} if how is None else {name: value for name, value in plain(how).items() if name not in PLACES}
    said = [arms.facts(settings, job), decisive(settings), digest_of_model(settings.model, PARTS), data, told]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def clock() -> tuple[float, float]:
    return time.monotonic(), time.process_time()


def spent(before: tuple[float, float], after: tuple[float, float]) -> dict[str, float]:
    return {"wall_s": round(after[0] - before[0], 1), "cpu_s": round(after[1] - before[1], 1)}
