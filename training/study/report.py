"""The report: OUT/report.html, whole in itself, and its twin OUT/STUDY.md, of what has run so far.

python -m training.study.report out=out/study          # while the study goes on, or after
"""

import json
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from training.settings import read
from training.study import arms, blocks, plan, sections, tables
from training.study.blocks import Text
from training.study.edit_sets import near_count
from training.study.instruments import Instruments, features_of
from training.study.job import is_done, write_rows
from training.study.measure import edit_row
from training.study.sections import is_confirmed
from training.study.settings import Settings, resolved
from training.study.sweep import first
from training.study.trivial import trivial

TITLE = "Do the paper's claims hold?"


def write(settings: Settings) -> None:
    """Both files. What the judges need of the edits is kept beside them, so that the next report is quick."""
    instruments = Instruments(settings)
    keep_edits(instruments)
    keep_rows(settings)
    edits = parquet.read_table(settings.out / "edits.parquet").to_pylist()
    found = [Text(state(settings)), *sections.all_of(settings, instruments, edits)]
    for name, text in (("report.html", blocks.page(TITLE, found)), ("STUDY.md", blocks.markdown(TITLE, found))):
        (making := settings.out / f"{name}.tmp").write_text(text)
        making.replace(settings.out / name)
    print(f"{settings.out}/report.html", file=sys.stderr)


def keep_edits(instruments: Instruments) -> None:
    """edits.parquet, a row an edit; trivial.parquet, what the trivial editors are worth; features of the sources."""
    settings = instruments.settings
    names = [name for name in ("test", "validation", "fresh") if name != "fresh" or is_confirmed(settings)]
    rows = [
        edit_row(name, number, edit, number >= len(edits) - near_count(settings, name))
        for name in names
        for edits in [instruments.edits(name)]
        for number, edit in enumerate(edits)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), settings.out / "edits.parquet", compression="zstd")
    if not (settings.out / "trivial.parquet").exists():
        edits = instruments.edits("test")[: settings.edits]
        if settings.is_world:
            sources_NHW3 = np.stack([edit.source_HW3 for edit in edits])
            np.save(settings.out / "source-features.npy", features_of(instruments.judge)(sources_NHW3))
        made = trivial(instruments.parts, edits, first(instruments.encoded("test"), len(edits)))
        rows = [
            {"editor": name, **row}
            for name, made_NHW3 in made.items()
            for row in instruments.rows(edits, made_NHW3, "test", 0.0)
        ]
        write_rows(settings.out / "trivial.parquet", rows)


def keep_rows(settings: Settings) -> None:
    """results.parquet, the rows of all jobs: with edits.parquet, all that the tables are made of but masks and KID."""
    found = []
    for job in tables.told_jobs(settings.out):
        name, seed = job["arm"]["name"], job["seed"]
        rows = parquet.read_table(settings.out / f"jobs/{name}-{seed}/edits.parquet")
        rows = rows.add_column(0, "seed", pa.array(np.full(len(rows), seed, np.int16)))
        found.append(rows.add_column(0, "arm", pa.array([name] * len(rows))))
    if found:
        whole = pa.concat_tables(found, promote_options="default")
        parquet.write_table(whole, settings.out / "results.parquet", compression="zstd", compression_level=19)


def state(settings: Settings) -> str:
    jobs = arms.first_jobs(settings)
    done = [job for job in jobs if is_done(settings, job)]
    factorial = {arm.name for arm in (arms.SOURCE, *arms.FACTORIAL)}
    whole = [
        seed
        for seed in range(settings.many)
        if all(is_done(settings, job) for job in jobs if job.seed == seed and job.arm.name in factorial)
    ]
    spent_h = sum(part["cpu_s"] for job in tables.told_jobs(settings.out) for part in job["costs"].values()) / 3600
    seeds = tables.seeds_text(whole) if whole else "none"
    ends_s = [file.stat().st_mtime for file in (plan.plan_file(settings.out), *settings.out.glob("jobs/*/job.json"))]
    wall_h = (max(ends_s) - min(ends_s)) / 3600
    form = "The quick form: its figures show that the road is whole, and nothing else. " if settings.quick else ""
    return (
        f"{form}{date.today()}. Registered as `{plan.digest(settings.out)[:16]}` before anything ran. {len(done)} of {len(jobs)} jobs "
        f"are done, and of L_LDM alone and the 2 x 2 seeds {seeds} of 0-{settings.many - 1}; {spent_h:.2f} core-hours, {wall_h:.1f} hours "
        f"of the clock. Command: `softpa study --out DIR{' --quick' if settings.quick else ''}`."
    )


def main() -> int:
    settings = resolved(read(Settings))
    first_job = settings.out / "jobs" / "none-0" / "job.json"
    if not first_job.exists():
        print(f"There is no {first_job} yet, which all else is compared with: let the study go on.", file=sys.stderr)
        return 2
    registered = json.loads(plan.plan_file(settings.out).read_text())["settings"]
    write(replace(settings, **registered))
    return 0


if __name__ == "__main__":
    sys.exit(main())
