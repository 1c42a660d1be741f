"""Writes pictures as other tools would: a Parquet of Hugging Face `datasets`, and one of pyarrow with plain bytes.

Usage: foreign.py <folder of pictures> <out folder>
"""

import sys
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq

pictures, out = Path(sys.argv[1]), Path(sys.argv[2])
paths = sorted(pictures.glob("*.jpg"))
files = [{"bytes": path.read_bytes(), "path": path.name} for path in paths]
shown = datasets.Dataset.from_dict({"image": files, "label": list(range(len(paths)))})
shown.cast_column("image", datasets.Image()).to_parquet(str(out / "datasets.parquet"))
plain = pa.table({"image": pa.array([path.read_bytes() for path in paths], pa.binary()), "n": list(range(len(paths)))})
pq.write_table(plain, out / "plain.parquet", row_group_size=20)
