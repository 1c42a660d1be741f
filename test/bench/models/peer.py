"""The referee: Hugging Face transformers with torch on the CPU. Argument: a `Request` of request.ts; prints a `Report`."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import torch
import transformers

torch.set_grad_enabled(False)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

SIDE, TOKENS, MEAN, STD = 384, 12, [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
START = torch.tensor([[30522, 102]])  # what BlipProcessor makes of no prompt


def batches(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]


def caption(folder, data, count):
    """Pixels are normalised here, before the clock starts; our side does that in its graph."""
    model = transformers.BlipForConditionalGeneration.from_pretrained(folder).eval()
    pixels = np.fromfile(data / "pixels.bin", np.uint8, count * SIDE * SIDE * 3).reshape(count, SIDE, SIDE, 3)
    x = (torch.tensor(pixels).permute(0, 3, 1, 2).float() / 255 - torch.tensor(MEAN)[:, None, None]) / torch.tensor(
        STD
    )[:, None, None]
    x = x.contiguous()

    def run(images, size):
        return [row for batch in batches(images, size) for row in say(batch).tolist()]

    def say(batch):
        ids = START.repeat(len(batch), 1)
        return model.generate(
            pixel_values=batch,
            input_ids=ids,
            max_length=1 + TOKENS,
            min_length=1 + TOKENS,
            num_beams=1,
            do_sample=False,
        )

    return x, run


def fill_mask(folder, data, count):
    pipe = transformers.pipeline("fill-mask", model=str(folder), top_k=50, device="cpu")
    clocked(pipe.model)
    texts = (data / "masked.txt").read_text().split("\n")[:count]

    def run(texts, size):
        return [[[word["token"], word["score"]] for word in words] for words in pipe(texts, batch_size=size)]

    return texts, run


in_model = []


def clocked(model):
    """Notes how long each call takes: what the pipeline does around its model takes time too."""
    started = []
    model.register_forward_pre_hook(lambda *_: started.append(time.perf_counter()))
    model.register_forward_hook(lambda *_: in_model.append(time.perf_counter() - started.pop()))


def clip_text(folder, data, count):
    model = transformers.CLIPModel.from_pretrained(folder).eval()
    tokenizer = transformers.CLIPTokenizer.from_pretrained(folder)
    texts = (data / "captions.txt").read_text().split("\n")[:count]

    def run(texts, size):
        return [row for batch in batches(texts, size) for row in embed(batch).tolist()]

    def embed(batch):
        ids = tokenizer(batch, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
        return model.get_text_features(**ids).pooler_output

    return texts, run


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def since(before):
    seconds, cpu = used()
    return {"seconds": seconds - before[0], "cpuSeconds": cpu - before[1]}


def main(request):
    torch.set_num_threads(request["settings"][0]["threads"])
    before = used()
    openers = {"caption": caption, "fill-mask": fill_mask, "clip-text": clip_text}
    items, run = openers[request["role"]](Path(request["model"]), Path(request["data"]), request["items"])
    report = {"load": since(before), "runs": []}
    for setting in request["settings"]:
        run(items[: max(2, setting["batch"])], setting["batch"])  # of one text alone, the pipeline makes no list
        in_model.clear()
        before = used()
        outputs = run(items, setting["batch"])
        report["runs"].append({**setting, "items": len(outputs), **since(before)})
    Path(request["outputs"]).write_text("\n".join(map(json.dumps, outputs)))
    print(json.dumps(report | ({"modelSeconds": sum(in_model)} if in_model else {})))


main(json.loads(sys.argv[1]))
