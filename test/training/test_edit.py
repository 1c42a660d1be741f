"""Editing: what a row's bytes may depend on, and what is said of rows and settings that cannot be edited."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from tiny_ldm import write_tiny_ldm, write_tiny_lora

from training.diffedit import decode
from training.edit import edit_all, edit_one, main, write
from training.edit_settings import EditError, Settings
from training.edit_table import read_square
from training.editor import Edited, open_editor
from training.model_folder import encode_images, open_model
from training.sdedit import floats

# A second thread waits for the first on a machine that others use.
torch.set_num_threads(1)

PROMPTS = ["a blue car", "a green car", "a red wall", "a red ball", "a striped car"]
QUICK = {"strength": 0.5, "steps": 4, "guidance": 3.0}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_tiny_ldm(tmp_path_factory.mktemp("tiny") / "model")


def scene(number=0, size=(40, 32)):
    """A picture of coloured bars, another for each number."""
    bars = np.random.default_rng(number).integers(0, 256, (1, 4, 3), dtype=np.uint8)
    return Image.fromarray(bars).resize(size, Image.Resampling.NEAREST)


def encoded(picture):
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def write_table(path, rows):
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def table_of(count=5):
    return [{"key": f"k{i}", "image": encoded(scene(i)), "prompt": PROMPTS[i]} for i in range(count)]


def edit(model, rows, out, **settings):
    """The bytes of each edited picture, by key."""
    out.mkdir()
    edits = write_table(out / "edits.parquet", rows)
    settings = {**QUICK, "batch": 2, **settings}
    edit_all(open_editor(Settings(model=model, out=out, edits=edits, **settings)))
    return {row["key"]: (out / f"{row['key']}.png").read_bytes() for row in rows}


def pixels(path):
    return np.asarray(Image.open(path)).astype(int)


def test_a_row_gives_the_same_bytes_in_any_order_and_any_part_of_a_table(model, tmp_path):
    rows = table_of()
    whole = edit(model, rows, tmp_path / "whole")
    turned = edit(model, rows[::-1], tmp_path / "turned")
    parts = edit(model, rows[:2], tmp_path / "part") | edit(model, rows[2:], tmp_path / "rest")
    assert turned == whole
    assert parts == whole


def test_diffedit_gives_the_same_bytes_in_any_part_of_a_table(model, tmp_path):
    rows = table_of(3)
    whole = edit(model, rows, tmp_path / "whole", method="diffedit")
    parts = [edit(model, [row], tmp_path / row["key"], method="diffedit") for row in rows]
    assert {**parts[0], **parts[1], **parts[2]} == whole


def test_a_batch_of_another_size_moves_no_colour_by_more_than_one_level(model, tmp_path):
    rows = table_of(3)
    edit(model, rows, tmp_path / "one", batch=1)
    edit(model, rows, tmp_path / "three", batch=3)
    for row in rows:
        one, three = (pixels(tmp_path / name / f"{row['key']}.png") for name in ("one", "three"))
        assert np.abs(one - three).max() <= 1


def test_another_seed_and_another_key_are_other_noise(model, tmp_path):
    (row,) = table_of(1)
    first = edit(model, [row], tmp_path / "first")["k0"]
    assert edit(model, [row], tmp_path / "seed", seed=1)["k0"] != first
    assert edit(model, [{**row, "key": "other"}], tmp_path / "key")["other"] != first


def test_a_stronger_edit_is_farther_from_what_the_autoencoder_makes_of_the_source(model, tmp_path):
    (row,) = table_of(1)
    source = through_autoencoder(model, scene(0))
    far = []
    for strength in (0.001, 0.2, 0.8):
        edit(model, [row], tmp_path / str(strength), strength=strength, steps=1000 if strength == 0.001 else 20)
        far.append(np.abs(pixels(tmp_path / str(strength) / "k0.png") - source).mean())
    # A decoder with weights of chance makes much of the little noise that the least strength adds.
    assert 2 * far[0] < far[1] < far[2]


def through_autoencoder(model, picture):
    parts = open_model(model)
    with torch.no_grad():
        z0_BChw = encode_images(parts, floats(read_square(encoded(picture), 32)[None]))
        return decode(parts, z0_BChw)[0].astype(int)


def test_a_row_that_cannot_be_edited_is_named_and_the_rest_is_done(model, tmp_path, capsys):
    rows = table_of()
    rows[1]["image"] = b"no picture"
    rows[2]["prompt"] = ""
    rows[3]["key"] = "../out"
    rows.append({**rows[4]})
    (tmp_path / "out").mkdir()
    edits = write_table(tmp_path / "edits.parquet", rows)
    assert edit_all(open_editor(Settings(model=model, out=tmp_path / "out", edits=edits, **QUICK))) == 4
    log = [json.loads(line) for line in (tmp_path / "out/edits.jsonl").read_text().splitlines()]
    assert [line["key"] for line in log] == ["k0", "k1", "k2", "../out", "k4", "k4"]
    assert [line.get("image") for line in log] == ["k0.png", None, None, None, "k4.png", None]
    assert sorted(file.name for file in (tmp_path / "out").glob("*.png")) == ["k0.png", "k4.png"]
    said = capsys.readouterr().err
    assert "Row k1 is left out: its image does not read (" in said
    assert "Row k2 is left out: it has no prompt." in said


def test_csv_and_parquet_say_the_same(model, tmp_path):
    scene(0).save(tmp_path / "a.png")
    (tmp_path / "edits.csv").write_text("prompt,image,note\na blue car,a.png,first\n")
    image = {"bytes": encoded(scene(0)), "path": "b.png"}
    write_table(tmp_path / "edits.parquet", [{"image": image, "prompt": PROMPTS[0]}])
    for name in ("csv", "parquet"):
        edits = tmp_path / f"edits.{name}"
        assert edit_all(open_editor(Settings(model=model, out=tmp_path / name, edits=edits, batch=1, **QUICK))) == 0
    assert (tmp_path / "csv/0.png").read_bytes() == (tmp_path / "parquet/0.png").read_bytes()


def test_one_image_is_edited_as_a_row_of_a_table_would_be(model, tmp_path):
    scene(0).save(tmp_path / "a.png")
    (tmp_path / "edits.csv").write_text("image,prompt\na.png,a blue car\n")
    edit_all(open_editor(Settings(model=model, out=tmp_path / "all", edits=tmp_path / "edits.csv", batch=1, **QUICK)))
    one = Settings(model=model, out=tmp_path / "one.png", image=tmp_path / "a.png", prompt="a blue car", **QUICK)
    edit_one(open_editor(one))
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "all/0.png").read_bytes()


def test_a_picture_on_its_side_is_edited_upright(model, tmp_path):
    upright = scene(3, (32, 32))
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    exif = turned.getexif()
    exif[0x0112] = 6  # to be shown turned clockwise by 90 degrees
    file = io.BytesIO()
    turned.save(file, "PNG", exif=exif)
    files = {"upright": encoded(upright), "turned": file.getvalue()}
    made = [edit(model, [{"key": "k", "image": files[name], "prompt": "a"}], tmp_path / name) for name in files]
    assert made[0] == made[1]


def test_a_lora_edits_by_its_folder_or_file_and_at_scale_0_not_at_all(model, tmp_path):
    rows, lora = table_of(1), write_tiny_lora(model, tmp_path / "lora", 1.0)
    without = edit(model, rows, tmp_path / "without")
    by_folder = edit(model, rows, tmp_path / "folder", lora=lora)
    by_file = edit(model, rows, tmp_path / "file", lora=lora / "pytorch_lora_weights.safetensors")
    assert edit(model, rows, tmp_path / "zero", lora=lora, lora_scale=0.0) == without
    assert by_folder == by_file
    assert by_folder != without


def test_a_lora_of_another_model_is_refused(model, tmp_path):
    lora = write_tiny_lora(model, tmp_path / "lora", 1.0)
    weights = load_file(lora / "pytorch_lora_weights.safetensors")
    save_file(
        {name: weight.repeat(1, 2) for name, weight in weights.items()}, lora / "pytorch_lora_weights.safetensors"
    )
    with pytest.raises(EditError, match="does not fit the model"):
        open_editor(Settings(model=model, out=tmp_path / "out", edits=tmp_path / "e.csv", lora=lora))


def test_a_mask_is_written_at_the_image_s_size_white_where_it_was_to_change(tmp_path):
    M_hw = np.zeros((8, 8), bool)
    M_hw[2:4, 5:] = True
    names = write(Edited(np.zeros((32, 32, 3), np.uint8), M_hw), tmp_path / "k.png")
    assert names == {"image": "k.png", "mask": "k.mask.png"}
    assert np.array_equal(pixels(tmp_path / "k.mask.png"), 255 * M_hw.repeat(4, 0).repeat(4, 1))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["image=a.png"], "Wanted image= and prompt= for one edit, or edits= for a table."),
        (["edits=e.csv", "prompt=a"], "Saw edits= and prompt=: wanted a table or one image."),
        (["image=a.png", "prompt=a", "strength=1.5"], "Saw strength=1.5, wanted 0 to 1."),
        (["image=a.png", "prompt=a", "strength=0.01"], "which is less than one step: raise either."),
        (["image=a.png", "prompt=a", "out=b.txt"], "wanted a name that ends in .png"),
        (["image=a.png", "prompt=a", "side=33"], "Saw side=33, wanted a multiple of 4"),
        (["image=nowhere.png", "prompt=a"], "nowhere.png does not read as an image"),
        (["image=a.png", "prompt=a", "lora=nowhere"], "There is no nowhere, wanted a LoRA's file"),
        (["edits=nowhere.csv", "out=x"], "There is no nowhere.csv, wanted a Parquet or CSV file"),
        (["edits=other.csv", "out=x"], "other.csv has the columns image, text, wanted also prompt."),
        (["edits=list.jsonl", "out=x"], "list.jsonl has the columns none, wanted also image and prompt."),
        (["edits=cut.jsonl", "out=x"], "cut.jsonl does not read ("),
        (["edits=latin.csv", "out=x"], "latin.csv does not read ("),
        (["edits=other.parquet", "out=x"], "other.parquet does not read ("),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(model, tmp_path, monkeypatch, capsys, given, sentence):
    monkeypatch.chdir(tmp_path)
    scene(0).save("a.png")
    (tmp_path / "other.csv").write_text("image,text\na.png,a\n")
    (tmp_path / "list.jsonl").write_text("[1]")
    (tmp_path / "cut.jsonl").write_text('{"image": "a.png", "pro')
    (tmp_path / "latin.csv").write_bytes("image,prompt\na.png,caf\xe9\n".encode("latin-1"))
    (tmp_path / "other.parquet").write_text("image,text\na.png,a\n")
    out = [] if any(word.startswith("out=") for word in given) else ["out=b.png"]
    monkeypatch.setattr("sys.argv", ["edit", f"model={model}", *given, *out])
    assert main() == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert sentence in said[-1]
    assert not (tmp_path / "b.png").exists()
