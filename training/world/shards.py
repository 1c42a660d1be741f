"""The world's pictures as arrays, with what is known of them: shards that the pipeline wrote, and the world's sidecar.

A shard knows nothing of scenes; the sidecar has the exact caption and words of each picture, by the same key. A sidecar
that was written with its pictures (`--images`) needs no shards, which is how scenes are made for scoring.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from pyarrow import parquet

KINDS = ("object", "colour", "pattern", "place")


@dataclass(frozen=True)
class Scenes:
    """Pictures and what they show, in the order of their keys."""

    pixels_NHWC: np.ndarray  # uint8, sRGB
    captions: list[str]
    words: dict[str, list[str]]  # of each kind of slot, one for each scene

    def __len__(self) -> int:
        return len(self.captions)


def read(sidecar: Path, side: int, shards: Path | None = None, cache: Path = Path("out/world/cache")) -> Scenes:
    """The scenes of `sidecar`/sidecar.parquet whose pictures lie in the shards of `shards`, or in the sidecar itself.

    Pictures are made `side` pixels wide and high as the pipeline makes them for its models (PIL's bicubic), and kept in
    `cache`. Raises ValueError where no picture is found.
    """
    known = {row["key"]: row for row in rows([sidecar / "sidecar.parquet"], ["key", "url", "caption", *KINDS])}
    files = sorted((shards / "data").glob("*.parquet")) if shards else [sidecar / "sidecar.parquet"]
    keys, pixels_NHWC = cached(files, side, cache)
    found = [at for at, key in enumerate(keys) if key in known and is_plain(known[key]["url"])]
    if not found:
        raise ValueError(
            f"Saw no picture of {sidecar} in {shards or sidecar}, wanted shards of the same world and address."
        )
    facts = [known[keys[at]] for at in found]
    words = {kind: [row[kind] for row in facts] for kind in KINDS}
    return Scenes(pixels_NHWC[found], [row["caption"] for row in facts], words)


def is_plain(url: str) -> bool:
    """Whether the picture was published as it was drawn; some come grey, turned or cut out, to try the pipeline."""
    return re.search(r"/\d+\.png$", url) is not None


def rows(files: Sequence[Path], columns: Sequence[str]) -> Iterator[dict]:
    for file in files:
        yield from parquet.read_table(file, columns=list(columns)).to_pylist()


def cached(files: Sequence[Path], side: int, cache: Path) -> tuple[list[str], np.ndarray]:
    """Keys in order, and pixels [N, side, side, 3]; read again only where a file, or its time, is another one."""
    named = json.dumps([side, [(str(file.resolve()), file.stat().st_mtime_ns) for file in files]])
    path = cache / f"{hashlib.sha256(named.encode()).hexdigest()[:16]}.npz"
    if not path.exists():
        pictures = {row["key"]: picture(row["image"], side) for row in rows(files, ["key", "image"]) if row["image"]}
        keys = sorted(pictures)
        cache.mkdir(parents=True, exist_ok=True)
        with open(path.with_suffix(".tmp"), "wb") as file:
            np.savez(file, keys=keys, pixels=np.stack([pictures[key] for key in keys]))
        path.with_suffix(".tmp").replace(path)
    with np.load(path) as arrays:
        return arrays["keys"].tolist(), arrays["pixels"]


def picture(image: dict | bytes, side: int) -> np.ndarray:
    """[side, side, 3] of an image column, which is {bytes, path} in a shard, or of plain bytes."""
    stored = image if isinstance(image, bytes) else image["bytes"]
    return np.asarray(Image.open(io.BytesIO(stored)).convert("RGB").resize((side, side), Image.Resampling.BICUBIC))


@dataclass(frozen=True)
class Lexicon:
    """The words of the world, from lexicon.json: what they look like, and how far the world holds them apart."""

    looks: dict[str, dict[str, str]]  # of each kind: word -> look; near-synonyms share one
    distances: dict[str, dict[str, dict[str, float]]]  # of each kind: word -> other word -> distance


def lexicon(sidecar: Path) -> Lexicon:
    stored = json.loads((sidecar / "lexicon.json").read_text())
    looks = {kind: {word: entry["look"] for word, entry in words.items()} for kind, words in stored["words"].items()}
    return Lexicon(looks, stored["distances"])
