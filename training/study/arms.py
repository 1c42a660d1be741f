"""The arms: what is trained, on which prompts, with how many seeds, and on which edits it is judged."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from training import train_settings
from training.study.settings import Settings

Prompts = Literal["pa", "soft-pa"]
EditSet = Literal["test", "validation", "fresh"]
Masks = Literal["true", "shuffled"]


@dataclass(frozen=True)
class Arm:
    name: str
    title: str
    prompts: Prompts | None = "soft-pa"  # none: the model as it comes
    says: dict = field(default_factory=dict)  # what it trains with, where that differs from Soft-CL's defaults
    masks: Masks | None = None  # of the world instead of the network's own

    @property
    def is_trained(self) -> bool:
        return self.prompts is not None


@dataclass(frozen=True)
class Job:
    """One arm with one seed, judged on some sets of edits."""

    arm: Arm
    seed: int
    sets: tuple[EditSet, ...]

    @property
    def name(self) -> str:
        return f"{self.arm.name}-{self.seed}"


PLAIN = {"lambda_dis": 0.0, "lambda_pres": 0.0}
NONE = Arm("none", "not fine-tuned", prompts=None)
SOURCE = Arm("ldm-source", "L_LDM alone", says=PLAIN)
CL_PA = Arm("cl-pa", "CL + PA", "pa", {"soft": False})
CL_SOFT_PA = Arm("cl-soft-pa", "CL + Soft-PA", "soft-pa", {"soft": False})
SOFT_CL_PA = Arm("soft-cl-pa", "Soft-CL + PA", "pa")
OURS = Arm("soft-cl-soft-pa", "Soft-CL + Soft-PA")
TARGETS = Arm("ldm-targets", "L_LDM alone, of the targets (Eqn 1 as printed)", says={**PLAIN, "ldm_target": "targets"})
PRES = Arm("ldm-pres", "L_LDM + L_pres", says={"lambda_dis": 0.0})
TRUE_MASK = Arm("true-mask", "Soft-CL + Soft-PA, true masks", masks="true")
SHUFFLED_MASK = Arm("shuffled-mask", "Soft-CL + Soft-PA, true masks of other rows", masks="shuffled")
# As printed: nothing bounds the repulsion, one lambda, latents unweighted.
LINEAR = Arm(
    "linear", "L_dis as printed", says={"form": "linear", "weight": "none", "lambda_dis": 1.0, "lambda_pres": 1.0}
)

FACTORIAL = (CL_PA, OURS, SOFT_CL_PA, CL_SOFT_PA)
CONTROLS = (PRES, TARGETS, TRUE_MASK, SHUFFLED_MASK)


def scaled(settings: Settings, factor: float) -> Arm:
    """Both lambdas times a factor: the paper's one lambda."""
    says = {"lambda_dis": factor * settings.lambda_dis, "lambda_pres": factor * settings.lambda_pres}
    return Arm(f"lambda-{factor:g}", f"lambda {factor:g}", says=says)


def sweep(settings: Settings) -> list[Arm]:
    """The paper's Table 3, but for its lambda = 1, which is `OURS`."""
    return [scaled(settings, factor) for factor in (0.25, 0.5, 2.0)]


def variants(settings: Settings) -> list[Arm]:
    """What else might be set, once each."""
    return [
        Arm("dis-4", "L_dis four times as heavy", says={"lambda_dis": 4 * settings.lambda_dis}),
        Arm("no-pres", "no L_pres", says={"lambda_pres": 0.0}),
        Arm("hinge", "form hinge", says={"form": "hinge"}),
        Arm("contrastive", "form contrastive (generalised)", says={"form": "contrastive"}),
        Arm("log-ratio", "form log-ratio", says={"form": "log-ratio"}),
        Arm("prompts-2", "N = 2 prompts", says={"prompts": 2}),
        Arm("window-400", "timesteps 100 to 400", says={"window": (100, 400)}),
        Arm("frozen-mask", "masks of the model before training", says={"mask_from": "frozen"}),
    ]


def first_jobs(settings: Settings) -> list[Job]:
    """All but the confirmation, in the order in which they answer most: seed by seed through the 2 x 2, then the rest."""
    few = range(settings.few)
    tuned_on = ("test", "validation")
    jobs = [Job(NONE, 0, tuned_on)]
    for seed in range(settings.many):
        also = tuned_on if seed in few else ("test",)
        jobs += [Job(arm, seed, also if arm in (SOURCE, OURS) else ("test",)) for arm in (SOURCE, *FACTORIAL)]
    # Nobody but the world knows true masks.
    controls = [arm for arm in CONTROLS if settings.is_world or arm.masks is None]
    jobs += [Job(arm, seed, ("test",)) for seed in few for arm in controls]
    jobs += [Job(LINEAR, 0, ("test",))]
    jobs += [Job(arm, seed, ("validation",)) for seed in few for arm in sweep(settings)]
    return jobs + [Job(arm, 0, ("validation",)) for arm in variants(settings)]


def last_jobs(settings: Settings, tuned: Arm) -> list[Job]:
    """The confirmation: on seeds and edits that nothing was chosen by."""
    arms = dict.fromkeys((SOURCE.name, CL_PA.name, OURS.name, tuned.name))
    found = {arm.name: arm for arm in (SOURCE, CL_PA, OURS, tuned)}
    seeds = range(100, 100 + settings.fresh)
    return [Job(NONE, 100, ("fresh",)), *(Job(found[name], seed, ("fresh",)) for seed in seeds for name in arms)]


def prompt_seeds(settings: Settings) -> list[int]:
    """The seeds by which prompts are selected: each seed of training has prompts of its own."""
    return [*range(max(settings.many, settings.few)), *range(100, 100 + settings.fresh)]


def shards(settings: Settings, prompts: Prompts, seed: int) -> Path:
    return settings.out / "shards" / f"{prompts}-{seed}"


def training(settings: Settings, job: Job, masks: Path | None) -> train_settings.Settings:
    """How a job trains. Same checkpoint, steps, order of rows and noise in every arm of a seed."""
    shared = {
        name: getattr(settings, name)
        for name in (
            "model", "steps", "batch_size", "accumulate", "rate", "trainable", "precision", "lambda_dis", "lambda_pres",
        )
    }  # fmt: skip
    return train_settings.Settings(
        data=str(shards(settings, job.arm.prompts, job.seed)),
        out=settings.out / "runs" / job.name,
        seed=job.seed,
        cached=True,
        cache=settings.out / "cache",
        workers=0,
        save_every=50,
        keep=1,
        say_every_s=60,
        masks=masks,
        **{**shared, **job.arm.says},
    )


def by_name(jobs: Sequence[Job]) -> dict[str, Arm]:
    return {job.arm.name: job.arm for job in jobs}


def facts(settings: Settings, job: Job) -> dict:
    """What is done to whom, as JSON holds it: an arm's entry in the list that is written before anything runs."""
    return {"arm": dataclasses.asdict(job.arm), "seed": job.seed, "sets": list(job.sets)}
