"""What an evaluation leaves: the table as Markdown and JSON, and the numbers of each edit that it follows from."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from training.evaluation import table
from training.evaluation.edit_list import KnownEdit
from training.evaluation.figures import ALL, Figure, figures
from training.evaluation.made import Pictures
from training.evaluation.measures import EditFacts, Measure
from training.evaluation.scores import Scored


def facts_of(edits: Sequence[KnownEdit], source: Scored) -> EditFacts:
    """`source`: the sources, scored as if an editor had made them."""
    distances = [np.nan if known.distance is None else known.distance for known in edits]
    kinds = [known.kind or "" for known in edits]
    return EditFacts(np.array(distances, np.float64), np.array(kinds), source.features_ND)


def kinds_of(facts: EditFacts) -> dict[str, np.ndarray]:
    """All edits, and where the list knows more than one kind each of them, as bool [N]."""
    kinds = [kind for kind in dict.fromkeys(facts.kind_N.tolist()) if kind]
    of_kinds = {kind: facts.kind_N == kind for kind in kinds} if len(kinds) > 1 else {}
    return {ALL: np.ones(len(facts), bool), **of_kinds}


def all_figures(
    measures: Sequence[Measure],
    facts: EditFacts,
    scored: dict[str, Scored],
    groups: dict[str, np.ndarray],
    pairs: Sequence[tuple[str, str]],
) -> list[Figure]:
    """Of each measure that has any figure at all."""
    found = []
    for measure in measures:
        asked = groups if measure.by_kind else {ALL: groups[ALL]}
        own = figures(measure, facts, scored, asked, pairs)
        found += own if any(not np.isnan(figure.value.mean) for figure in own) else []
    return found


def markdown(head: str, measures: Sequence[Measure], found: Sequence[Figure], editors: Sequence[str]) -> str:
    """The head, a summary, each measure by kind of edit, and why the others are left out."""
    told = {figure.measure for figure in found}
    held, lacking = ([m for m in measures if (m.name in told) == is_told] for is_told in (True, False))
    left_out = [f"- `{measure.name}` is left out: {measure.lacks}." for measure in lacking]
    parts = [head, table.summary(held, found, editors), *(table.details(measure, found) for measure in held)]
    return "\n\n".join([*parts, *(["\n".join(left_out)] if left_out else [])]) + "\n"


def write(
    out: Path,
    told: str,
    found: Sequence[Figure],
    edits: Sequence[KnownEdit],
    made: dict[str, Pictures],
    scored: dict[str, Scored],
) -> None:
    """Writes table.md, table.json, edits.parquet and features.parquet, each in place only when it is whole."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [row for name in made for row in rows_of(name, edits, made[name], scored[name], out)]
    in_place(out / "edits.parquet", lambda file: parquet.write_table(pa.Table.from_pylist(rows), file))
    if scored[next(iter(made))].features_ND is not None:
        in_place(out / "features.parquet", lambda file: write_features(file, edits, scored))
    in_place(out / "table.json", lambda file: file.write_text(json.dumps(table.as_json(found), indent=1) + "\n"))
    in_place(out / "table.md", lambda file: file.write_text(told, encoding="utf-8"))


def rows_of(name: str, edits: Sequence[KnownEdit], pictures: Pictures, scored: Scored, out: Path) -> list[dict]:
    files = pictures.files or [None] * len(edits)
    return [
        {
            "editor": name,
            "key": known.edit.key,
            "kind": known.kind,
            "distance": known.distance,
            "caption": known.edit.caption,
            "prompt": known.edit.prompt,
            "picture": None if file is None else os.path.relpath(file, out),
            **{column: values[n].item() for column, values in scored.columns.items()},
            **{column: values[n] for column, values in scored.told.items()},
        }
        for n, (known, file) in enumerate(zip(edits, files, strict=True))
    ]


def write_features(file: Path, edits: Sequence[KnownEdit], scored: dict[str, Scored]) -> None:
    """A row for each editor and edit; the copy of the source has the sources' own."""
    columns = {
        "editor": [name for name in scored for _ in edits],
        "key": [known.edit.key for _ in scored for known in edits],
        "features": [row for one in scored.values() for row in one.features_ND.astype(np.float32)],
    }
    types = {"editor": pa.string(), "key": pa.string(), "features": pa.list_(pa.float32())}
    parquet.write_table(pa.table(columns, schema=pa.schema(types)), file)


def in_place(path: Path, write) -> None:
    making = path.with_name(f"{path.name}.tmp")
    write(making)
    making.replace(path)
