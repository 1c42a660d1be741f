"""The naive loop: transformers with torch on the CPU, one prompt at a time, padded to 77. Argument: a `Request` of
request.ts; prints a `Report`."""

import json
import resource
import sys
import time
from pathlib import Path

import torch
import transformers

torch.set_grad_enabled(False)
torch.set_num_threads(2)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

request = json.loads(sys.argv[1])
captions = request["captions"]
pools = json.loads(Path(request["pools"]).read_text())
model = transformers.CLIPModel.from_pretrained(request["model"]).eval()
tokenizer = transformers.CLIPTokenizer.from_pretrained(request["model"])


def direction(text):
    ids = tokenizer(text, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    features_P = model.get_text_features(**ids).pooler_output[0]
    return features_P / features_P.norm()


def similarities(pool):
    caption_P = direction(pool["caption"])
    return [float(direction(candidate["text"]) @ caption_P) for candidate in pool["candidates"]]


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


direction(pools[captions]["caption"])
before = used()
answer = [similarities(pool) for pool in pools[:captions]]
after = used()
Path(request["outputs"]).write_text(json.dumps(answer))
report = {"seconds": after[0] - before[0], "cpuSeconds": after[1] - before[1], "prompts": sum(map(len, answer))}
print(json.dumps(report))
