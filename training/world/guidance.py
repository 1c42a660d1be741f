"""How strongly ldm-mini should be guided by the text: drawn at several strengths, and read by clip-mini.

python -m training.world.guidance valid=FOLDER

`valid` holds scenes of a seed that neither training nor the bars use. The judge has no say: it evaluates what is chosen here.
"""

from dataclasses import dataclass
from pathlib import Path

from training.settings import read
from training.world import loop, retrieval, samples, shards


@dataclass(frozen=True)
class Settings:
    valid: Path
    models: Path = Path("data/models")
    strengths: str = "1.5 2 3 4 6"


def read_back(settings: Settings) -> None:
    """Prints, for each strength, the share of pictures whose caption clip-mini finds first among 100."""
    loop.device()
    scenes, lexicon = shards.read(settings.valid, 64), shards.lexicon(settings.valid)
    clip, tokenizer = retrieval.load(settings.models / "clip-mini")
    text_ND = retrieval.embed_texts(clip, tokenizer, scenes.captions)
    pipeline = samples.open_pipeline(settings.models / "ldm-mini")
    for strength in map(float, settings.strengths.split()):
        image_ND = retrieval.embed_pictures(clip, samples.draw(pipeline, scenes.captions, strength, seed=2))
        found = retrieval.recall(image_ND, text_ND, retrieval.looks_of(scenes, lexicon))
        print(f"guidance {strength:g}: {found['image_to_text']:.1%}", flush=True)


if __name__ == "__main__":
    read_back(read(Settings))
