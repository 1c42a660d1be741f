"""The edits that arms are judged on: fresh scenes of the closed world, each with one word replaced, and the exact result.

A set is visible edits, one of each scene and as many of each kind of word, and behind them edits to near-synonyms, which look
the same: success means nothing there, but the distance response needs them.
"""

from collections import Counter
from pathlib import Path

from pyarrow import parquet

from training.study.alone import alone
from training.study.arms import EditSet
from training.study.settings import Settings
from training.world import scenes
from training.world.exact_edits import COLUMNS, ExactEdit, exact_edit, is_visible, read
from training.world.shards import lexicon

# Seeds of scenes that no model of this repository learned from, and no setting was chosen by.
SEEDS: dict[EditSet, int] = {"test": 41, "validation": 42, "fresh": 43}
MASK_SEED = 44


def draw(settings: Settings, name: EditSet, side: int) -> list[ExactEdit]:
    """The edits of a set; scenes are drawn on first use. Raises ValueError where a set lacks near-synonyms."""
    count = settings.validation if name == "validation" else settings.edits
    folder = written(settings.out / "edits" / name, SEEDS[name], count, 1, side)
    return read(folder)[:count] + read_near(folder, near_count(settings, name))


def near_count(settings: Settings, name: EditSet) -> int:
    return 0 if name == "validation" or not settings.is_world else settings.near


def draw_mask_scenes(settings: Settings, side: int) -> Path:
    """The folder of scenes with 4 edits of each word, for masks."""
    return written(settings.out / "edits" / "masks", MASK_SEED, settings.mask_cases, 4, side)


def written(folder: Path, seed: int, count: int, edits: int, side: int) -> Path:
    # Of some scenes every drawn word looks the same.
    spare = count + 8 + count // 32 if edits == 1 else count
    with alone(folder):
        return scenes.write(folder, seed, spare, "--edits", str(edits), "--images", "--side", str(side))


def read_near(folder: Path, count: int) -> list[ExactEdit]:
    """`count` edits to words that look the same, as many of each kind as there are."""
    words, left = lexicon(folder), []
    for row in parquet.read_table(folder / "sidecar.parquet", columns=COLUMNS).to_pylist():
        left += [(row, edit) for edit in row["edits"] if not is_visible(words, row, edit)]
    counts, chosen = Counter(edit["slot"] for _, edit in left), Counter()
    found = []
    # The rarest kinds first, so that the common ones fill up what those leave.
    for kind in sorted(counts, key=counts.__getitem__):
        share = (count - len(found)) // (len(counts) - len(chosen))
        some = [exact_edit(row, edit) for row, edit in left if edit["slot"] == kind][:share]
        chosen[kind] = len(some)
        found += some
    if len(found) < count:
        raise ValueError(f"Saw {len(found)} edits to near-synonyms in {folder}, wanted {count}: lower near=.")
    return found
