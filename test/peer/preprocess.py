"""Pixels as transformers hands them to a model. Usage: preprocess.py <request.json>

The request has `folders` (name, class of the image processor, folder), `pictures` (paths) and `out`. For each pair,
<out>/<folder>-<picture>.bin is the picture resized and cropped, uint8, rows of R, G, B; the answer on stdout has the
shapes, and per folder the first picture's mean of the normalised values per channel.
"""

import json
import sys
from pathlib import Path

import numpy as np
import transformers
from transformers.image_utils import load_image

transformers.logging.set_verbosity_error()
request = json.loads(Path(sys.argv[1]).read_text())
pictures = [load_image(path) for path in request["pictures"]]
answer = {}
for folder in request["folders"]:
    processor = getattr(transformers, folder["kind"]).from_pretrained(folder["path"])
    shapes = []
    for number, picture in enumerate(pictures):
        pixels = processor(picture, do_rescale=False, do_normalize=False)["pixel_values"][0]
        assert pixels.min() >= 0 and pixels.max() <= 255 and (pixels == np.round(pixels)).all()
        rows = np.ascontiguousarray(np.transpose(pixels, (1, 2, 0)).astype(np.uint8))
        Path(request["out"], f"{folder['name']}-{number}.bin").write_bytes(rows.tobytes())
        shapes.append(rows.shape)
    values = processor(pictures[0])["pixel_values"][0].astype(np.float64)
    answer[folder["name"]] = {"shapes": shapes, "means": values.mean(axis=(1, 2)).tolist()}
print(json.dumps(answer))
