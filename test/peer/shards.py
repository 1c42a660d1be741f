"""Reads shards with three peers and prints what they saw as JSON. Usage: shards.py <shard> <empty shard> <dataset folder>"""

import base64
import json
import math
import sys

import datasets
import duckdb
import pyarrow.parquet as pq


def plain(value):
    """Values that JSON cannot hold, spelled so that the other side can spell them alike."""
    if isinstance(value, (bytes, bytearray)):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value]


def rows_of_duckdb(path):
    relation = duckdb.sql(f"select * from read_parquet('{path}')")
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]


def pixels(image):
    rgb = image.convert("RGB")
    return {"width": rgb.width, "height": rgb.height, "rgb": base64.b64encode(rgb.tobytes()).decode()}


def metadata(path):
    file = pq.ParquetFile(path)
    groups = [file.metadata.row_group(group) for group in range(file.metadata.num_row_groups)]
    chunks = [] if not groups else [groups[0].column(index) for index in range(groups[0].num_columns)]
    return {
        "rows": file.metadata.num_rows,
        "groups": [group.num_rows for group in groups],
        "codecs": {chunk.path_in_schema: chunk.compression for chunk in chunks},
        "encodings": {chunk.path_in_schema: sorted(chunk.encodings) for chunk in chunks},
        "schema": {field.name: str(field.type) for field in file.schema_arrow},
        "nullable": all(field.nullable for field in file.schema_arrow),
        "arrowKeys": sorted(key.decode() for key in (file.schema_arrow.metadata or {})),
        "footerKeys": sorted(key.decode() for key in file.metadata.metadata),
    }


shard, empty, folder = sys.argv[1:]
loaded = datasets.load_dataset("parquet", data_files=shard, split="train")
undecoded = loaded.cast_column("image", datasets.Image(decode=False))
carded = datasets.load_dataset(folder)
print(
    json.dumps(
        {
            "metadata": metadata(shard),
            "empty": {**metadata(empty), "duckdb": len(rows_of_duckdb(empty))},
            "pyarrow": plain(pq.read_table(shard).to_pylist()),
            "duckdb": plain(rows_of_duckdb(shard)),
            "datasets": plain(list(undecoded)),
            "features": {name: repr(feature) for name, feature in loaded.features.items()},
            "pictures": [pixels(row["image"]) for row in loaded.select(range(3))],
            "card": {
                "splits": {name: split.num_rows for name, split in carded.items()},
                "features": {name: repr(feature) for name, feature in carded["train"].features.items()},
            },
        }
    )
)
