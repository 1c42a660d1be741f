"""The study: every arm trained and judged, the treatment checked before, the report written after.

softpa study --out out/study          # makes the shards, then runs this
python -m training.study out=out/study

Kill it anywhere; the same command goes on.
"""

import dataclasses
import json
import os
import signal
import subprocess
import sys

from training.contract import ShardError
from training.model_folder import ModelError
from training.settings import read
from training.study import found, report, treatment
from training.study.blocks import as_markdown
from training.study.instruments import Instruments
from training.study.plan import StudyError, register
from training.study.settings import Settings, resolved


def study(settings: Settings) -> None:
    """Raises StudyError, ModelError or ShardError for what cannot be studied."""
    register(settings)
    if not settings.is_world:
        found.check(settings)
    effects = treatment.check(settings, looks(settings))
    told = {name: dataclasses.asdict(one) for name, one in effects.items()}
    (settings.out / "treatment.json").write_text(json.dumps(told, indent=1))
    print(as_markdown(treatment.table(effects)), file=sys.stderr, flush=True)
    run_workers(settings)
    report.write(settings)


def looks(settings: Settings) -> dict[str, str] | None:
    """Of each word of the world, what it looks like; without a world nobody knows which words are near-synonyms."""
    if not settings.is_world:
        return None
    return {word: look for looks in Instruments(settings).words.looks.values() for word, look in looks.items()}


def run_workers(settings: Settings) -> None:
    """Each a process of one thread. Raises StudyError where one failed, when all have ended."""
    given = [f"{field.name}={spelled(getattr(settings, field.name))}" for field in dataclasses.fields(settings)]
    command = [sys.executable, "-m", "training.study.worker", *given]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    workers = [subprocess.Popen(command, env=environment) for _ in range(settings.processes)]
    try:
        codes = [worker.wait() for worker in workers]
    finally:
        for worker in workers:
            worker.terminate()
    if any(codes):
        raise StudyError(
            f"A worker ended with {max(codes, key=abs)}; what it said stands above. The same command goes on."
        )


def spelled(value) -> str:
    """A setting as the command line has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        study(resolved(read(Settings)))
    except (StudyError, ModelError, ShardError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
