"""Evaluating editors on a list of edits: the trivial ones, what is left out, and that nothing is made twice."""

import io
import json

import numpy as np
import pyarrow as pa
import pytest
import torch
from PIL import Image
from pyarrow import parquet
from tiny_ldm import write_tiny_instruct, write_tiny_ldm, write_tiny_lora

from training.edit_settings import EditError
from training.edit_table import TableError
from training.evaluate import evaluate, main
from training.evaluation.editors import parse_editors
from training.evaluation.settings import Settings
from training.metrics import frechet_distance, psnr, ssim_kept

# A second thread waits for the first on a machine that others use.
torch.set_num_threads(1)

SIDE, COUNT = 32, 6
QUICK = {"strength": 0.5, "steps": 4, "guidance": 3.0, "batch": 4}
MODEL = "tiny"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_tiny_ldm(tmp_path_factory.mktemp("models") / MODEL)


@pytest.fixture(scope="module")
def instruct_model(tmp_path_factory):
    return write_tiny_instruct(tmp_path_factory.mktemp("models") / "instruct")


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def row(number):
    """A striped picture, of which the right half is to be darkened."""
    draw = np.random.default_rng(number)
    source = np.repeat(draw.integers(60, 256, (SIDE, 4, 3), dtype=np.uint8), SIDE // 4, 1)
    M = np.zeros((SIDE, SIDE), np.uint8)
    M[:, SIDE // 2 :] = 255
    return {
        "key": f"k{number}",
        "image": png(source),
        "caption": "a red car",
        "prompt": f"a blue car {number}",
        "mask": png(M),
        "exact": png(np.where(M[:, :, None] > 0, source // 2, source)),
        "distance": 0.1 * number,
        "kind": "colour" if number % 2 else "object",
    }


def write_list(path, rows):
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.fixture(scope="module")
def edits(tmp_path_factory):
    return write_list(tmp_path_factory.mktemp("edits") / "edits.parquet", [row(number) for number in range(COUNT)])


class Means(torch.nn.Module):
    """Stands for Inception: the mean colours of a picture's quarters."""

    def forward(self, x):
        return torch.nn.functional.adaptive_avg_pool2d(x.float() / 255, 2).flatten(1)


@pytest.fixture(scope="module")
def settings(model, instruct_model, edits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated")
    torch.jit.trace(Means(), torch.zeros(1, 3, 8, 8, dtype=torch.uint8)).save(folder / "means.pt")
    models = f"{model},Diff=diffedit:{model},{instruct_model}"
    return Settings(models=models, edits=edits, out=folder / "out", features=folder / "means.pt", **QUICK)


@pytest.fixture(scope="module")
def told(settings):
    return evaluate(settings)[0]


@pytest.fixture(scope="module")
def rows(told, settings):
    """By editor, in the order of the edits."""
    found = {}
    for one in parquet.read_table(settings.out / "edits.parquet").to_pylist():
        found.setdefault(one["editor"], []).append(one)
    return found


def column(rows, editor, name):
    return np.array([one[name] for one in rows[editor]], np.float64)


def test_each_editor_has_a_row_for_each_edit(rows):
    assert {name: [one["key"] for one in some] for name, some in rows.items()} == {
        name: [f"k{number}" for number in range(COUNT)]
        for name in ("copy of the source", "its autoencoder alone", "exact result", MODEL, "Diff", "instruct")
    }


def test_a_copy_keeps_all_and_the_exact_result_hits_all(rows):
    assert column(rows, "copy of the source", "ssim") == pytest.approx(100)
    assert column(rows, "copy of the source", "change").max() == 0
    assert column(rows, "exact result", "psnr").min() == np.inf


def test_figures_of_a_model_are_those_of_its_pictures_beside_the_list(rows, settings):
    for asked, one in zip([row(number) for number in range(COUNT)], rows[MODEL], strict=True):
        source, exact, M = (np.array(Image.open(io.BytesIO(asked[name]))) for name in ("image", "exact", "mask"))
        edited = np.array(Image.open(settings.out / one["picture"]))
        assert one["ssim"] == pytest.approx(ssim_kept(edited, source, M > 0))
        assert one["psnr"] == pytest.approx(psnr(edited, exact))


def test_a_cell_follows_from_the_rows_of_the_edits(rows, settings):
    cells = json.loads((settings.out / "table.json").read_text())
    for cell in cells:
        if cell["minus"] is None and cell["measure"] in ("ssim", "mask_auc") and cell["mean"] is not None:
            chosen = [one for one in rows[cell["editor"]] if cell["group"] in ("all", one["kind"])]
            scale = 100 if cell["measure"] == "mask_auc" else 1
            assert cell["mean"] == pytest.approx(scale * np.mean([one[cell["measure"]] for one in chosen]))


def test_the_frechet_distance_follows_from_the_stored_features(settings, told):
    stored = parquet.read_table(settings.out / "features.parquet").to_pylist()
    features = {
        name: np.array([one["features"] for one in stored if one["editor"] == name])
        for name in ("copy of the source", MODEL)
    }
    cells = json.loads((settings.out / "table.json").read_text())
    [cell] = [one for one in cells if (one["measure"], one["editor"], one["minus"]) == ("frechet", MODEL, None)]
    assert cell["mean"] == pytest.approx(frechet_distance(features[MODEL], features["copy of the source"]), rel=1e-6)


def test_models_are_compared_with_the_first(settings, told):
    cells = json.loads((settings.out / "table.json").read_text())
    assert {(one["editor"], one["minus"]) for one in cells if one["minus"]} == {("Diff", MODEL), ("instruct", MODEL)}


def test_a_measure_without_its_clip_is_left_out_with_a_reason(told):
    assert "- `clip_score` is left out: no clip= was named." in told


def test_an_editor_that_asks_no_mask_has_no_figure_of_one(rows):
    assert np.isnan(column(rows, "instruct", "mask_auc")).all()
    assert not np.isnan(column(rows, "Diff", "mask_auc")).any()
    assert not np.isnan(column(rows, MODEL, "mask_auc")).any()


def test_pictures_stand_on_sheets(settings, told):
    with Image.open(settings.out / "sheets/1.png") as sheet:
        # Source, exact result and three editors, six edits.
        assert sheet.width // 168 == 5


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_what_is_made_is_not_made_again_and_the_table_is_the_same(settings, told):
    before = files(settings.out / "edited")
    assert evaluate(settings)[0] == told
    assert files(settings.out / "edited") == before


def test_an_edit_that_lacks_is_made_again_to_the_same_bytes(settings, told, capsys):
    [victim, *_] = sorted((settings.out / "edited").glob(f"{MODEL}-*/k3-*.png"))
    before = victim.read_bytes()
    victim.unlink()
    capsys.readouterr()
    assert evaluate(settings)[0] == told
    assert victim.read_bytes() == before
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if line.endswith("edited")] == [f"{MODEL}: {COUNT} of {COUNT} edited"]


def test_other_settings_are_other_pictures(settings, told, tmp_path):
    other = Settings(**{**vars(settings), "seed": 1, "out": tmp_path, "edited": settings.out / "edited"})
    before = files(other.edited)
    evaluate(other)
    made = set(files(other.edited)) - set(before)
    assert len([path for path in made if path.suffix == ".png"]) == 4 * COUNT


def test_a_lora_edits_otherwise_than_its_model_and_at_scale_0_as_that(model, edits, tmp_path):
    lora = write_tiny_lora(model, tmp_path / "b/lora", 1.0)
    models = f"{model},{model}+{lora}"
    apart = {}
    for scale in (1.0, 0.0):
        out = tmp_path / str(scale)
        evaluate(Settings(models=models, edits=edits, out=out, lora_scale=scale, **QUICK))
        made = parquet.read_table(out / "edits.parquet", columns=["editor", "psnr"]).to_pylist()
        of = {name: [one["psnr"] for one in made if one["editor"] == name] for name in (MODEL, f"{MODEL} + b")}
        apart[scale] = np.abs(np.subtract(*of.values())).max()
    assert apart[1.0] > apart[0.0] == 0


def test_of_a_bare_list_what_remains_is_said(model, tmp_path):
    (tmp_path / "edits.jsonl").write_text(
        "".join(json.dumps({"image": f"{n}.png", "prompt": "a car"}) + "\n" for n in range(2))
    )
    for n in range(2):
        (tmp_path / f"{n}.png").write_bytes(row(n)["image"])
    told, refused = evaluate(Settings(models=str(model), edits=tmp_path / "edits.jsonl", out=tmp_path / "out", **QUICK))
    assert refused == 0
    for name in ("clip_score", "frechet", "kernel", "ssim", "psnr", "response", "mask_auc"):
        assert f"- `{name}` is left out: " in told


def test_csv_says_the_same_as_parquet(settings, told, model, tmp_path):
    header = ["key", "image", "caption", "prompt", "mask", "exact", "distance", "kind"]
    lines = [",".join(header)]
    for number in range(COUNT):
        asked = row(number)
        for name in ("image", "mask", "exact"):
            (tmp_path / f"{name}{number}.png").write_bytes(asked[name])
            asked[name] = f"{name}{number}.png"
        lines.append(",".join(str(asked[name]) for name in header))
    (tmp_path / "edits.csv").write_text("\n".join(lines))
    changed = {"edits": tmp_path / "edits.csv", "out": tmp_path / "out", "edited": settings.out / "edited"}
    before = files(settings.out / "edited")
    found, _ = evaluate(Settings(**{**vars(settings), **changed}))
    assert found.replace("edits.csv", "edits.parquet") == told
    assert files(settings.out / "edited") == before


def test_a_row_whose_mask_does_not_read_is_named_and_the_rest_is_done(model, tmp_path, capsys):
    rows = [row(number) for number in range(3)]
    rows[1]["mask"] = b"no picture"
    edits = write_list(tmp_path / "edits.parquet", rows)
    _, refused = evaluate(Settings(models=str(model), edits=edits, out=tmp_path / "out", **QUICK))
    assert refused == 1
    assert "Row k1 is left out: its mask, exact result or distance does not read (" in capsys.readouterr().err
    assert {one["key"] for one in parquet.read_table(tmp_path / "out/edits.parquet").to_pylist()} == {"k0", "k2"}


def test_a_list_of_no_edits_is_refused(model, tmp_path):
    edits = write_list(tmp_path / "edits.parquet", [{**row(0), "prompt": ""}])
    with pytest.raises(TableError, match="has 1 rows and none that can be edited; the first: it has no prompt"):
        evaluate(Settings(models=str(model), edits=edits, out=tmp_path / "out", **QUICK))


def test_models_of_one_name_are_refused(model, edits, tmp_path):
    with pytest.raises(EditError, match="a different one for each: write NAME=FOLDER"):
        evaluate(Settings(models=f"{model},{model}", edits=edits, out=tmp_path))


def test_models_of_two_sizes_are_refused_unless_a_side_is_set(model, edits, tmp_path):
    other = write_tiny_ldm(tmp_path / "large")
    config = json.loads((other / "unet/config.json").read_text())
    (other / "unet/config.json").write_text(json.dumps({**config, "sample_size": 16}))
    with pytest.raises(EditError, match="Saw models of tiny 32, large 64 pixels, wanted one size"):
        evaluate(Settings(models=f"{model},{other}", edits=edits, out=tmp_path / "out"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["models=nowhere"], "Saw nowhere, wanted [NAME=][diffedit:]FOLDER[+LORA], FOLDER as diffusers saves it"),
        (["models=MODEL+nowhere"], "There is no nowhere, wanted a LoRA's file"),
        (["models=MODEL", "edits=nowhere.csv"], "There is no nowhere.csv, wanted a Parquet or CSV file, or JSON lines"),
        (["models=MODEL", "strength=2"], "Saw strength=2.0, wanted 0 to 1."),
        (["models=MODEL", "clip=nowhere"], "nowhere does not open as a CLIP ("),
        (
            ["models=diffedit:INSTRUCT"],
            "is an InstructPix2Pix model, which edits in its own way: name its folder alone.",
        ),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(
    model, instruct_model, edits, tmp_path, monkeypatch, capsys, given, sentence
):
    monkeypatch.chdir(tmp_path)
    given = [word.replace("MODEL", str(model)).replace("INSTRUCT", str(instruct_model)) for word in given]
    listed = [] if any(word.startswith("edits=") for word in given) else [f"edits={edits}"]
    monkeypatch.setattr("sys.argv", ["evaluate", *given, *listed, "out=out"])
    assert main() == 2
    assert sentence in capsys.readouterr().err.strip().splitlines()[-1]


def test_a_model_of_the_hub_has_the_hubs_name(model, tmp_path):
    commit = tmp_path / "models--owner--sd-v1" / "snapshots" / "0123abc"
    commit.parent.mkdir(parents=True)
    commit.symlink_to(model)
    assert parse_editors(str(commit))[0].name == "owner/sd-v1"


def test_an_editor_is_named_by_its_run_or_as_is_said(model, tmp_path):
    run = tmp_path / "rate=1e-4"
    run.mkdir()
    (run / "model").symlink_to(model)
    (run / "lora").mkdir()
    spelled = [
        f"{run}/model",
        f"Soft-CL={run}/model",
        f"a b=diffedit:{model}",
        f"diffedit:{model}",
        f"{model}+{run}/lora",
    ]
    found = parse_editors(",".join(spelled))
    assert [editor.name for editor in found] == ["rate=1e-4", "Soft-CL", "a b", "DiffEdit, tiny", "tiny + rate=1e-4"]
    assert [editor.method for editor in found] == ["sdedit", "sdedit", "diffedit", "diffedit", "sdedit"]
    assert [editor.lora for editor in found] == [None] * 4 + [run / "lora"]
