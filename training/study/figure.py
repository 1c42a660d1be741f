"""Pictures for the eye, as in the paper's Figures 3 and 4: one source, and words that lie farther and farther from its own."""

import json
from pathlib import Path

from pyarrow import parquet

from training.study.alone import alone
from training.world import scenes
from training.world.exact_edits import COLUMNS, ExactEdit, exact_edit

# Of scenes that no training saw: an orange cake in the frost, a red car on a carpet, a navy dog on a road.
WANTED = {
    "http://127.0.0.1:41287/scenes/45/4062.png": ["mandarin", "chocolate", "marbled", "green", "cup"],
    "http://127.0.0.1:41287/scenes/45/936.png": ["crimson", "orange", "blue", "bus", "lawn"],
    "http://127.0.0.1:41287/scenes/45/94.png": ["blue", "yellow", "striped", "cat", "snow"],
}


def draw(folder: Path, kinds: dict[str, str], side: int) -> list[ExactEdit]:
    """The edits of the figure, source by source; `kinds` says of what kind a word is."""
    wishes = [{"url": url, "slot": kinds[word], "word": word} for url, words in WANTED.items() for word in words]
    with alone(folder):
        (folder / "wanted.jsonl").write_text("".join(f"{json.dumps(wish)}\n" for wish in wishes))
        scenes.write_wanted(folder, folder / "wanted.jsonl", "--images", "--side", str(side))
    rows = parquet.read_table(folder / "sidecar.parquet", columns=COLUMNS).to_pylist()
    return [exact_edit(row, edit) for row in rows for edit in row["edits"]]
