"""[loader]: our loader beside `datasets` streaming and webdataset, over the same images, on as many cores.

All three shuffle, bring the same columns and make the same pixels; webdataset reads the tars that the shards are
copied into first.
"""

import io
import itertools
import json
import tarfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import torch
from PIL import Image, ImageOps
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d
from torch.utils.data import DataLoader

from training.batch import texts_of
from training.loader import Loader, LoaderOptions
from training.shards import open_shards

# A JPEG that we decode at half its size differs a little from one that is decoded whole: .008 of these 2 at most, seen.
NEAR = 0.02
SHUFFLED = 1600  # rows that a peer shuffles at a time: our eight lanes of windows of 200


def feeding_sides(
    data: str, batch_size: int, side: int, workers: int, batches: int, folder: Path
) -> dict[str, Callable[[], int]]:
    """The three as sides of `rates`, each of which takes so many batches a turn from an endless stream.

    folder: for the tars.
    """
    paths = [path for _, path in open_shards([data]).files]
    streams = {
        "ours": iter(Loader([data], LoaderOptions(batch_size, side, workers=workers))),
        "datasets": endless(lambda: from_datasets(paths, batch_size, side)),
        "webdataset": endless(lambda: from_webdataset(tars(paths, folder), batch_size, side)),
    }
    return {name: taking(stream, batches) for name, stream in streams.items()}


def check_same_rows(data: str, batch_size: int, side: int, folder: Path) -> None:
    """Raises ValueError where an epoch of a peer brings other rows, texts or pixels than ours."""
    paths = [path for _, path in open_shards([data]).files]
    ours = rows_of(Loader([data], LoaderOptions(batch_size, side, epochs=1, workers=0)))
    peers = {
        "datasets": from_datasets(paths, batch_size, side),
        "webdataset": from_webdataset(tars(paths, folder), batch_size, side),
    }
    for name, batches in peers.items():
        if not are_same(rows_of(batches), ours):
            raise ValueError(f"{name} brings other rows than our loader, so its rate says nothing: see `feeding.py`.")


@dataclass(frozen=True)
class Rows:
    """How often each row came, by its key and texts; and by its key the picture, so small that half a JPEG is a whole."""

    counts: Counter
    thumbnails_388: dict[str, Tensor]


def rows_of(batches: Iterable[dict]) -> Rows:
    rows = Rows(Counter(), {})
    for batch in batches:
        small_B388 = adaptive_avg_pool2d(batch["pixel_values_B3HW"], 8)
        for key, caption, prompts, small_388 in zip(
            batch["key"], batch["caption"], batch["prompts"], small_B388, strict=True
        ):
            rows.counts[key, caption, tuple(prompts)] += 1
            rows.thumbnails_388[key] = small_388
    return rows


def are_same(some: Rows, others: Rows) -> bool:
    """Whether both have the same rows; their order may differ."""
    return some.counts == others.counts and all(
        (small_388 - others.thumbnails_388[key]).abs().max() < NEAR for key, small_388 in some.thumbnails_388.items()
    )


def endless(epoch: Callable[[], Iterator[dict]]) -> Iterator[dict]:
    while True:
        yield from epoch()


def taking(stream: Iterator[dict], batches: int) -> Callable[[], int]:
    return lambda: sum(len(batch["key"]) for batch in itertools.islice(stream, batches))


def from_datasets(paths: list[str], batch_size: int, side: int) -> Iterator[dict]:
    """As Hugging Face's guides have it: the Image feature decodes, a generic loader stacks."""
    from datasets import load_dataset

    rows = load_dataset("parquet", data_files=paths, split="train", streaming=True)
    rows = rows.select_columns(["key", "image", "caption", "prompts", "similarity_matrix"])
    rows = rows.shuffle(seed=0, buffer_size=SHUFFLED)
    rows = rows.map(lambda row: {**row, "image": pixels_of(row["image"], side)})
    yield from DataLoader(rows, batch_size, collate_fn=stacked)


def from_webdataset(urls: list[str], batch_size: int, side: int) -> Iterator[dict]:
    import webdataset

    def made(sample: dict) -> dict:
        return {**sample["json"], "key": sample["__key__"], "image": pixels_of(sample["image"], side)}

    rows = webdataset.WebDataset(urls, shardshuffle=len(urls), seed=0, empty_check=False).shuffle(SHUFFLED)
    rows = rows.decode("pil").rename(image="jpg;png;webp;gif").map(made).batched(batch_size, collation_fn=stacked)
    yield from rows


def pixels_of(image: Image.Image, side: int) -> np.ndarray:
    """As `picture.pixels`, of an image that is decoded."""
    square = ImageOps.fit(image.convert("RGB"), (side, side), Image.Resampling.LANCZOS)
    return np.asarray(square).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)


def stacked(rows: list[dict]) -> dict:
    return {
        "pixel_values_B3HW": torch.from_numpy(np.stack([row["image"] for row in rows]).astype(np.float32)),
        "similarity_BMM": torch.tensor([row["similarity_matrix"] for row in rows]),
        "caption": [row["caption"] for row in rows],
        "prompts": [texts_of(row)[1:] for row in rows],
        "key": [row["key"] for row in rows],
    }


def tars(paths: list[str], folder: Path) -> list[str]:
    """The shards as WebDataset has them: of each row its image file and a JSON of the rest. Made once."""
    return [str(tar(Path(path), folder / f"{number:05}.tar")) for number, path in enumerate(paths)]


def tar(shard: Path, path: Path) -> Path:
    if not path.exists():
        with tarfile.open(path, "w") as file:
            for row in pq.read_table(shard).to_pylist():
                image = row["image"]["bytes"]
                kind = Image.open(io.BytesIO(image)).format.lower().replace("jpeg", "jpg")
                rest = {name: row[name] for name in ("caption", "prompts", "similarity_matrix")}
                for name, content in ((kind, image), ("json", json.dumps(rest).encode())):
                    entry = tarfile.TarInfo(f"{row['key']}.{name}")
                    entry.size = len(content)
                    file.addfile(entry, io.BytesIO(content))
    return path
