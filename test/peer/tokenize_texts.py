"""Tokenizes with transformers. Usage: tokenize_texts.py <request.json> <answer.json>

The request names folders and texts; each folder's tokenizer is also saved, as transformers writes it today, into
<folder>-saved. The answer has, per folder, the ids of each text and what comes back from them.
"""

import json
import sys
from pathlib import Path

import transformers

transformers.logging.set_verbosity_error()


def answer(folder, kind, texts, random_ids):
    tokenizer = getattr(transformers, kind).from_pretrained(folder)
    tokenizer.save_pretrained(f"{folder}-saved")
    ids = tokenizer(texts)["input_ids"]
    return {
        "ids": ids,
        "bare": tokenizer(texts, add_special_tokens=False)["input_ids"],
        "cut": tokenizer(texts, truncation=True, max_length=9)["input_ids"],
        "texts": tokenizer.batch_decode(ids, skip_special_tokens=True),
        "random": tokenizer.batch_decode(random_ids, skip_special_tokens=True),
    }


request = json.loads(Path(sys.argv[1]).read_text())
with open(sys.argv[2], "w") as out:
    json.dump(
        {
            name: answer(folder["path"], folder["kind"], request["texts"], folder["random"])
            for name, folder in request["folders"].items()
        },
        out,
    )
