"""The Hugging Face folder of a small model that sees: half precision, tokenizer, preprocessor, card."""

from collections.abc import Callable
from pathlib import Path

from transformers import CLIPImageProcessorPil

from training.world import card, loop
from training.world.bars import Bar
from training.world.whole import making


def save(model, tokenize, settings, bars: Callable[[Path, Path], list[Bar]], **told: str) -> None:
    """Writes `settings.out`, in place only when it is whole; `bars` scores the folder on the scenes of `settings.held`.

    `told` is what the card says of the model: what, learned, command.
    """
    with making(settings.out) as folder:
        parameters = model.num_parameters()
        model.eval().half().save_pretrained(folder)
        # What the last batch was padded and cut to is no property of the tokenizer.
        tokenize.backend_tokenizer.no_padding()
        tokenize.backend_tokenizer.no_truncation()
        tokenize.save_pretrained(folder)
        save_preprocessor(folder, settings.side)
        card.write(
            folder,
            name=settings.out.name,
            spent=loop.spent(settings.checkpoint),
            parameters=parameters,
            bars=bars(folder, settings.held),
            **told,
        )


def save_preprocessor(folder: Path, side: int) -> None:
    """Writes preprocessor_config.json: a picture is stretched to the side, and normalised by CLIP's numbers."""
    size = {"height": side, "width": side}
    CLIPImageProcessorPil(size=size, crop_size=size, do_center_crop=False).save_pretrained(folder)
