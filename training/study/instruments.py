"""What judges every arm alike: the edits, encoded once, the judge, the cases of masks, the pictures for the eye."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from training.metrics import ClipModel, Features, open_clip
from training.model_folder import ModelParts, natural_side, open_model
from training.study import edit_sets, figure, found
from training.study.arms import EditSet
from training.study.found import FoundEdit, scored_rows
from training.study.measure import judged_rows
from training.study.settings import Settings
from training.study.sweep import Encoded, encode
from training.world import eye, loop
from training.world.exact_edits import ExactEdit
from training.world.eye import Judge
from training.world.masks import Case, cases
from training.world.pixels import floats
from training.world.shards import Lexicon, lexicon

# Edits that are shown where nobody chose any.
FIGURE = 6


@dataclass
class Instruments:
    """Opened as they are asked for, and kept."""

    settings: Settings
    kept: dict = field(default_factory=dict)

    @cached_property
    def parts(self) -> ModelParts:
        """Of the model that every arm starts from."""
        return open_model(self.settings.model, loop.device())

    @cached_property
    def judge(self) -> Judge:
        return eye.load(self.settings.judge)

    @cached_property
    def side(self) -> int:
        return natural_side(self.parts)

    @cached_property
    def words(self) -> Lexicon:
        self.edits("test")
        return lexicon(self.settings.out / "edits" / "test")

    @cached_property
    def mask_cases(self) -> list[Case]:
        if not self.settings.is_world:
            return []
        return list(cases(edit_sets.draw_mask_scenes(self.settings, self.side), self.side))

    @cached_property
    def clip(self) -> ClipModel:
        return open_clip(self.settings.clip)

    def edits(self, name: EditSet) -> list[ExactEdit] | list[FoundEdit]:
        if name not in self.kept:
            drawn = edit_sets.draw(self.settings, name, self.side) if self.settings.is_world else None
            self.kept[name] = drawn or found.draw(self.settings, self.parts, name, self.side)
        return self.kept[name]

    def rows(self, edits: list, made_NHW3: np.ndarray, name: EditSet, strength: float) -> Iterator[dict]:
        """What pictures made of edits are worth, a row each."""
        if self.settings.is_world:
            return judged_rows(self.judge, edits, made_NHW3, name, strength)
        return scored_rows(self.clip, edits, made_NHW3, name, strength)

    def encoded(self, name: EditSet) -> Encoded:
        if (key := f"{name} encoded") not in self.kept:
            self.kept[key] = encoded(self.parts, self.edits(name))
        return self.kept[key]

    @cached_property
    def figure(self) -> list[ExactEdit] | list[FoundEdit]:
        if not self.settings.is_world:
            return self.edits("test")[:FIGURE]
        kinds = {word: kind for kind, looks in self.words.looks.items() for word in looks}
        return figure.draw(self.settings.out / "edits" / "figure", kinds, self.side)

    @cached_property
    def figure_encoded(self) -> Encoded:
        return encoded(self.parts, self.figure)


def encoded(parts: ModelParts, edits: list[ExactEdit] | list[FoundEdit]) -> Encoded:
    sources = np.stack([edit.source_HW3 for edit in edits])
    return encode(parts, [edit.key for edit in edits], sources, [edit.prompt for edit in edits])


def features_of(judge: Judge) -> Features:
    """What the judge's heads read of a picture: for the kernel distance, where nobody has Inception's weights."""

    @torch.inference_mode()
    def features(pixels_NHW3: np.ndarray) -> np.ndarray:
        return np.concatenate([some(pixels_NHW3[at : at + 100]) for at in range(0, len(pixels_NHW3), 100)])

    def some(pixels_BHW3: np.ndarray) -> np.ndarray:
        seen_BCHW: Tensor = judge.trunk(floats(pixels_BHW3))
        return torch.cat([seen_BCHW.mean((2, 3)), seen_BCHW.amax((2, 3))], 1).numpy()

    return features
