"""Makes all models of the closed world from nothing: `npm run world:train -- coco=FILE conceptual=FILE`.

Scenes and shards first, then the models, two at a time, one thread each; a GPU is used where there is one. Run again,
it goes on where it stopped, and skips what is finished, unless its settings changed. A setting of one model is named with
its script: `ldm.steps=20000`.
"""

import ast
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.settings import read, refuse
from training.world import board, lanes, scenes
from training.world.lanes import Task


@dataclass(frozen=True)
class Settings:
    coco: Path = Path("captions_val2017.json")
    conceptual: Path = Path("Validation_GCC-1.1.0-Validation.tsv")
    out: Path = Path("data/models")
    work: Path = Path("out/world")  # scenes, shards, checkpoints, logs
    lanes: int = 2
    scenes: int = 10000  # to learn from
    texts: int = 6000  # scenes whose captions alone bert-mini reads
    scored: int = 520  # scenes for the cards; a few come grey, turned or cut out, and do not count


def tasks(settings: Settings, given: dict[str, list[str]]) -> list[Task]:
    """All there is to do, each behind what it needs, the long way to ldm-mini first; `given` are settings by script."""
    work, out = settings.work, settings.out
    # A folder is named by its size: another size finds nothing of this one.
    learned, texts = work / f"train-{settings.scenes}", work / f"texts-{settings.texts}"
    seen, held, vae = work / f"seen-{settings.scored}", work / f"held-{settings.scored}", work / "ldm-mini-vae"
    clip, judge = out / "clip-mini", out / "judge-mini"
    train = {"shards": learned / "shards", "sidecar": learned / "sidecar"}
    both, captions = {"seen": seen, "held": held}, {"coco": settings.coco, "conceptual": settings.conceptual}

    def model(script: str, makes: Path, needs: str, **paths: Path) -> Task:
        return model_task(script, makes, needs.split(), paths, given.get(script, []))

    return [
        Task("shards", scenes.shards_command(learned, 1, settings.scenes), scenes.written(learned / "sidecar")),
        Task("held", scenes.command(held, 12, settings.scored, "--images", "--held-out"), scenes.written(held)),
        Task("seen", scenes.command(seen, 12, settings.scored, "--images"), scenes.written(seen)),
        Task("texts", scenes.command(texts, 11, settings.texts), scenes.written(texts)),
        model("vae", vae, "shards", **train),
        model("clip", clip, "shards held", **train, held=held),
        model("judge", judge, "shards seen held vae", **train, **both, vae=vae),
        model("ldm", out / "ldm-mini", "vae clip judge", **train, **both, vae=vae, clip=clip, judge=judge),
        model("blip", out / "blip-mini", "shards seen held", **train, **both),
        model("bert", out / "bert-mini", "texts held", world=texts, held=held, **captions),
    ]


def model_task(script: str, makes: Path, needs: Sequence[str], paths: dict[str, Path], own: Sequence[str]) -> Task:
    """Trains a model by its script; `own` are settings of it that the user gave."""
    defaults = declared(script)
    unknown = [setting for setting in own if setting.partition("=")[0] not in defaults]
    if unknown:
        refuse(f"Saw {script}.{unknown[0]}, wanted one of: {', '.join(f'{script}.{name}' for name in defaults)}.")
    arguments = [*(f"{name}={path}" for name, path in paths.items()), f"out={makes}", *own]
    command = [sys.executable, "-m", f"training.world.{script}", *arguments]
    return Task(script, command, makes, needs, defaults, resumes=True)


def declared(script: str) -> dict[str, str]:
    """The settings of a script and their defaults, as they are written there: to import it would be to import torch."""
    parsed = ast.parse((Path(__file__).parent / f"{script}.py").read_text())
    [body] = [node.body for node in parsed.body if isinstance(node, ast.ClassDef) and node.name == "Settings"]
    fields = [line for line in body if isinstance(line, ast.AnnAssign)]
    return {field.target.id: ast.unparse(field.value) if field.value else "" for field in fields}


def parse(arguments: Sequence[str]) -> tuple[Settings, dict[str, list[str]]]:
    """Settings of this script, and those of others by script."""
    own, given, scripts = [], {}, {"bert", "blip", "clip", "judge", "ldm", "vae"}
    for argument in arguments:
        script, dot, setting = argument.partition(".")
        if dot and script.isidentifier():
            given.setdefault(script, []).append(setting)
        else:
            own.append(argument)
    if not scripts.issuperset(given):
        refuse(f"Saw settings of {', '.join(given)}, wanted them of: {', '.join(sorted(scripts))}.")
    return read(Settings, own), given


def check_captions(settings: Settings) -> None:
    wanted = {
        "coco": "COCO's captions_val2017.json, of annotations_trainval2017.zip at https://cocodataset.org/#download",
        "conceptual": "the validation split of https://ai.google.com/research/ConceptualCaptions/download, a TSV",
    }
    for name, what in wanted.items():
        if not getattr(settings, name).is_file():
            refuse(f"{getattr(settings, name)} is not there: bert-mini learns from {what}; name the file with {name}=.")


def train(settings: Settings, given: dict[str, list[str]]) -> None:
    check_captions(settings)
    began_s = time.monotonic()
    state = lanes.run(tasks(settings, given), settings.work, settings.lanes, board.opened())
    print(f"{settings.out}: all models are made, in {(time.monotonic() - began_s) / 60:.0f} min of this run:")
    print("\n".join(board.lines(state)))
    print("npm run world:verify recomputes what they must reach.")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by an exception, so that the trainings are stopped too
    try:
        train(*parse(sys.argv[1:]))
    except lanes.Failed as failure:
        sys.exit(f"{failure}\nThe same command goes on where it stopped.")
    except KeyboardInterrupt:
        print("\nStopped; the same command goes on.", file=sys.stderr)
        sys.exit(130)
