"""The peer: nlpaug with torch on the CPU and with NLTK's WordNet. Argument: a `Request` of request.ts; prints a `Report`."""

import json
import random
import resource
import sys
import time
from pathlib import Path

import nltk
import torch
import transformers
from nltk.tag.perceptron import PerceptronTagger

# nlpaug asks for what transformers renamed after nlpaug's last release.
transformers.PreTrainedTokenizerFast._convert_token_to_id = lambda self, token: self.convert_tokens_to_ids(token)

import nlpaug.augmenter.word as naw

random.seed(1)
torch.manual_seed(1)
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

request = json.loads(sys.argv[1])
folder, each = Path(request["data"]), request["perSource"]
bert = str(folder / "bert")
captions = json.loads((folder / "captions.json").read_text())

# NLTK's tagger needs data that no package index has. Either it answers our tags, at no cost; or its own code tags, trained
# on our tags of captions that are not measured.
tagged = [list(map(tuple, tags)) for tags in json.loads((folder / "tags.json").read_text())]
if request["tagger"] == "nltk":
    perceptron = PerceptronTagger(load=False)
    perceptron.train(tagged[request["items"] :])
    nltk.pos_tag = perceptron.tag
else:
    tags_of = {tuple(token for token, _ in tags): tags for tags in tagged}
    nltk.pos_tag = lambda tokens: tags_of[tuple(tokens)]


def open_synonyms():
    augmenter = naw.SynonymAug(aug_src="wordnet", aug_max=1)
    return lambda texts, _: [augmenter.augment(text, n=each) for text in texts]


def open_predictions(batch):
    """Asked for n outputs of one text, nlpaug runs its model n times; a list of texts it takes as one batch. No list here
    is longer than a batch: it would compare the later ones with the words of the first."""
    augmenter = naw.ContextualWordEmbsAug(
        model_path=bert, model_type="bert", action="substitute", top_k=50, aug_max=1, batch_size=batch
    )

    def run(texts, batch):
        if batch == 1:
            return [augmenter.augment(text, n=each) for text in texts]
        copies = [text for text in texts for _ in range(each)]
        made = [new for batch in batches(copies, batch) for new in augmenter.augment(batch)]
        return batches(made, each)

    return run


def batches(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]


def open_sources(batch):
    """What makes lists of texts of each caption."""
    if request["task"] == "words":
        return [open_synonyms()]
    return [open_predictions(batch), open_synonyms()]


def augment(sources, texts, batch):
    made = [source(texts, batch) for source in sources]
    return [[text for texts in of_caption for text in texts] for of_caption in zip(*made)]


def synonyms(question):
    senses = nltk.corpus.wordnet.synsets(question["lemma"].replace(" ", "_"), question["pos"][0])
    return {sense.name(): [name.replace("_", " ") for name in sense.lemma_names()] for sense in senses}


def predictions(question):
    """From the model that nlpaug has opened, by its own tokenizer."""
    opened = naw.ContextualWordEmbsAug(model_path=bert, model_type="bert", top_k=50).model
    inputs = opened.tokenizer(question["masked"], return_tensors="pt")
    with torch.no_grad():
        logits_V = opened.model(**inputs).logits[inputs.input_ids == opened.mask_id][0]
    best = logits_V.softmax(-1).topk(50)
    return dict(zip(opened.tokenizer.convert_ids_to_tokens(best.indices.tolist()), best.values.tolist()))


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def since(before):
    seconds, cpu = used()
    return {"seconds": seconds - before[0], "cpuSeconds": cpu - before[1]}


def main():
    report, texts = {"runs": []}, captions[: request["items"]]
    for setting in request["settings"]:
        torch.set_num_threads(setting["threads"])
        before = used()
        sources = open_sources(setting["batch"])
        report["load"] = since(before)
        augment(sources, captions[-request["warmUp"] :], setting["batch"])
        before = used()
        made = augment(sources, texts, setting["batch"])
        report["runs"].append({**setting, "items": len(texts), **since(before)})
    asked = json.loads((folder / "questions.json").read_text())[: len(texts)]
    answer = {"words": synonyms, "candidates": predictions}[request["task"]]
    answers = [question and answer(question) for question in asked]
    Path(request["outputs"]).write_text(json.dumps({"texts": made, "answers": answers}))
    print(json.dumps(report))


main()
