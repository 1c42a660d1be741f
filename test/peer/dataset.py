"""Reads a whole dataset with three peers and compares its pictures with raw pixels of another decoder.

Usage: dataset.py <dataset folder> <folder of <key>.rgb files>; prints JSON.
"""

import io
import json
import pathlib
import sys

import datasets
import duckdb
import numpy as np
import pyarrow.dataset as pads
from PIL import Image

folder, raw = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
loaded = datasets.load_dataset(str(folder), split="train")
shards = sorted(str(path) for path in (folder / "data").glob("*.parquet"))
table = pads.dataset(shards).to_table(columns=["key", "image", "width", "height"])
files = dict(zip(table["key"].to_pylist(), table["image"].to_pylist()))


def difference(image, key, width, height):
    """Largest and mean difference of the picture, as a reader sees it, from the other decoder's pixels, of 255."""
    if image.size != (width, height) or image.getexif().get(0x0112, 1) != 1:
        return {"key": key, "size": list(image.size), "orientation": image.getexif().get(0x0112, 1)}
    seen_HWC = np.asarray(image.convert("RGB"), dtype=np.int16)
    other_HWC = np.frombuffer((raw / f"{key}.rgb").read_bytes(), dtype=np.uint8).reshape(height, width, 3)
    apart = np.abs(seen_HWC - other_HWC)
    return {"key": key, "largest": int(apart.max()), "mean": float(apart.mean())}


def differences():
    for row in loaded:
        size = (row["key"], row["width"], row["height"])
        yield {"reader": "datasets", **difference(row["image"], *size)}
        yield {"reader": "PIL", **difference(Image.open(io.BytesIO(files[row["key"]]["bytes"])), *size)}


glob = str(folder / "data" / "*.parquet")
rejected = str(folder / "rejects" / "*.parquet")
print(
    json.dumps(
        {
            "rows": {
                "datasets": loaded.num_rows,
                "pyarrow": table.num_rows,
                "duckdb": duckdb.sql(f"select count(*) from read_parquet('{glob}')").fetchall()[0][0],
            },
            "rejects": dict(
                duckdb.sql(f"select reason, count(*) from read_parquet('{rejected}') group by reason").fetchall()
            ),
            "image": repr(loaded.features["image"]),
            "differences": list(differences()),
        }
    )
)
