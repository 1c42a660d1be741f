"""What judges the arms of the study, on the models that come with softpa."""

from pathlib import Path

import numpy as np
import pytest

from training.edit_settings import Settings as EditSettings
from training.edit_table import Edit
from training.editor import edit_batch, open_editor
from training.study.instruments import Instruments
from training.study.measure import judged_rows
from training.study.settings import Settings
from training.study.sweep import edit_all, first
from training.study.trivial import trivial

root = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def instruments(tmp_path_factory):
    settings = Settings(
        out=tmp_path_factory.mktemp("study"), model=root / "data/models/ldm-mini", judge=root / "data/models/judge-mini",
        edits=12, near=4, validation=4, mask_cases=1, batch=8, many=1, few=1, fresh=0, steps=2,
    )  # fmt: skip
    return Instruments(settings)


def test_edits_are_those_of_the_editor_whatever_is_shared_among_strengths(instruments):
    edits, encoded = instruments.edits("test")[:8], first(instruments.encoded("test"), 8)
    settings = instruments.settings
    how = EditSettings(
        settings.model, Path("out"), edits=Path("edits"), strength=0.6, steps=settings.sampler_steps,
        guidance=settings.guidance, seed=settings.noise_seed, precision="bf16",
    )  # fmt: skip
    asked = [Edit(edit.key, edit.prompt, edit.caption, edit.source_HW3) for edit in edits]
    wanted = np.stack([one.pixels_HW3 for one in edit_batch(open_editor(how), asked, 8)]).astype(int)
    made = edit_all(instruments.parts, encoded, 0.6, settings)
    # bfloat16 rounds where batches differ in shape, and an editor encodes and decodes in it too.
    assert np.abs(wanted - made).mean() < 2


def test_an_edit_does_not_depend_on_what_is_edited_beside_it(instruments):
    encoded = instruments.encoded("test")
    alone = edit_all(instruments.parts, first(encoded, 8), 0.4, instruments.settings)
    beside = edit_all(instruments.parts, first(encoded, 12), 0.4, instruments.settings)
    assert (alone == beside[:8]).all()


def test_near_synonyms_stand_behind_the_visible_edits_and_look_the_same(instruments):
    edits, looks = instruments.edits("test"), instruments.words.looks
    same = [looks[edit.kind][edit.word] == looks[edit.kind][edit.target] for edit in edits]
    assert same == [False] * 12 + [True] * 4


def test_visible_edits_are_as_many_of_each_kind(instruments):
    kinds = [edit.kind for edit in instruments.edits("test")[:12]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"object": 3, "colour": 3, "pattern": 3, "place": 3}


def test_a_copy_succeeds_in_nothing_and_the_exact_result_in_nearly_all(instruments):
    edits, encoded = instruments.edits("test")[:12], first(instruments.encoded("test"), 12)
    made = trivial(instruments.parts, edits, encoded)
    success = {
        name: np.mean([row["success"] for row in judged_rows(instruments.judge, edits, made_NHW3, "test", 0)])
        for name, made_NHW3 in made.items()
    }
    assert success["copy of the source"] == 0 and success["exact result"] > 0.9
