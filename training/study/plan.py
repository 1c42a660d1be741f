"""The study as it is registered: questions, settings and arms, written before anything runs, and never changed afterwards.

python -m training.study.plan out=out/study
"""

import hashlib
import json
import sys
from pathlib import Path

from training.encoding import digest_of_model
from training.model_folder import PARTS
from training.settings import read
from training.study import arms, questions
from training.study.settings import Settings, decisive, resolved


class StudyError(ValueError):
    """A study that cannot go on; one sentence says what was seen, wanted, and to do."""


def register(settings: Settings) -> str:
    """Writes out/study.json; answers its sha256. Raises StudyError where another study was registered there."""
    if not settings.is_world and settings.clip is None:
        raise StudyError(
            "Saw neither judge= nor clip=, so nobody says what a picture shows: name a CLIP's folder as clip=."
        )
    text = json.dumps(registered(settings), indent=1)
    file = plan_file(settings.out)
    if file.exists() and (changed := differences(json.loads(file.read_text()), json.loads(text))):
        raise StudyError(
            f"{file} was registered with another {', '.join(changed)}: name another out=, or give what was given then."
        )
    if not file.exists():
        settings.out.mkdir(parents=True, exist_ok=True)
        (making := file.with_suffix(".tmp")).write_text(text)
        making.replace(file)
    return digest(settings.out)


def registered(settings: Settings) -> dict:
    jobs = arms.first_jobs(settings)
    return {
        **questions.as_json(),
        "settings": decisive(settings),
        "model": digest_of_model(settings.model, PARTS),
        "prompt_seeds": arms.prompt_seeds(settings),
        "jobs": [arms.facts(settings, job) for job in jobs],
    }


def differences(before: dict, now: dict) -> list[str]:
    return [name for name in now if before.get(name) != now[name]]


def plan_file(out: Path) -> Path:
    return out / "study.json"


def digest(out: Path) -> str:
    return hashlib.sha256(plan_file(out).read_bytes()).hexdigest()


def main() -> int:
    try:
        settings = resolved(read(Settings))
        print(f"Registered as {register(settings)[:16]} in {plan_file(settings.out)}.", file=sys.stderr)
    except StudyError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
