"""Which editors are compared: by name a folder, perhaps a LoRA, and how it edits; all that is known before one is opened."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.edit_settings import EditError
from training.encoding import digest_of_model
from training.evaluation.settings import Settings
from training.instruct_pix2pix import is_instruct_pix2pix
from training.model_folder import PARTS, ModelError

Method = Literal["sdedit", "diffedit", "instruct", "autoencoder"]
SPELLING = "[NAME=][diffedit:]FOLDER[+LORA]"


@dataclass(frozen=True)
class NamedEditor:
    name: str  # as the table has it
    folder: Path
    method: Method
    lora: Path | None = None


def parse_editors(models: str) -> list[NamedEditor]:
    """Of `[NAME=][diffedit:]FOLDER[+LORA]` with commas between them. Raises EditError or ModelError in a sentence."""
    editors = [parse_editor(text) for text in models.split(",")]
    names = [editor.name for editor in editors]
    if len(set(names)) < len(names):
        raise EditError(f"Saw the names {', '.join(names)}, wanted a different one for each: write NAME=FOLDER.")
    return editors


def parse_editor(text: str) -> NamedEditor:
    name, is_diffedit, folder, lora = split(text)
    is_instruct = is_instruct_pix2pix(folder)
    if is_instruct and (is_diffedit or lora):
        raise EditError(f"{text} is an InstructPix2Pix model, which edits in its own way: name its folder alone.")
    if lora and not lora.exists():
        raise EditError(f"There is no {lora}, wanted a LoRA's file, or the folder `lora` that training wrote.")
    method = "instruct" if is_instruct else "diffedit" if is_diffedit else "sdedit"
    runs = " + ".join(run_of(path) for path in (folder, lora) if path)
    return NamedEditor(name or ("DiffEdit, " * is_diffedit + runs), folder, method, lora)


def split(text: str) -> tuple[str, bool, Path, Path | None]:
    """(name or empty, whether by DiffEdit, folder, LoRA). A name ends at the first `=` with a model behind it, for paths may
    hold one, too. Raises ModelError where there is no such folder."""
    for begin in [0, *(at + 1 for at, letter in enumerate(text) if letter == "=")]:
        how, colon, rest = text[begin:].rpartition("diffedit:")
        path, _, lora = rest.partition("+")
        if not how and path and (Path(path) / "model_index.json").is_file():
            return text[: max(begin - 1, 0)], bool(colon), Path(path), Path(lora) if lora else None
    raise ModelError(f"Saw {text}, wanted {SPELLING}, FOLDER as diffusers saves it, with model_index.json.")


def run_of(path: Path) -> str:
    """The name of a folder; of `model` and `lora`, which training writes, that of its run; in the hub's cache, the hub's."""
    folder = path.absolute()
    if folder.parent.name == "snapshots":
        return folder.parents[1].name.removeprefix("models--").replace("--", "/")
    return folder.parent.name if folder.name in ("model", "lora") else folder.name


def side_of(editors: Sequence[NamedEditor], settings: Settings) -> int:
    """The pixels of a side, by the folders' configurations alone. Raises EditError where models differ and none is set."""
    if settings.side is not None:
        return settings.side
    sides = {editor.name: natural_side(editor.folder) for editor in editors}
    if len(set(sides.values())) > 1:
        told = ", ".join(f"{name} {side}" for name, side in sides.items())
        raise EditError(f"Saw models of {told} pixels, wanted one size, for they edit the same pictures: set side=.")
    return next(iter(sides.values()))


def natural_side(folder: Path) -> int:
    try:
        unet, vae = (json.loads((folder / part / "config.json").read_text()) for part in ("unet", "vae"))
        return unet["sample_size"] * 2 ** (len(vae["block_out_channels"]) - 1)
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as cause:
        raise ModelError(f"{folder} has no unet and vae of Stable Diffusion's layout: save it again.") from cause


def digest_of_editor(editor: NamedEditor, settings: Settings, side: int) -> str:
    """Of all that decides what an editor makes of an edit, on one kind of machine."""
    lora = None
    if editor.lora is not None:
        files = sorted(editor.lora.glob("*.safetensors")) if editor.lora.is_dir() else [editor.lora]
        lora = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()]
    how = [settings.steps, settings.guidance, settings.seed, settings.batch, settings.precision, side, editor.method]
    own = settings.image_guidance if editor.method == "instruct" else settings.strength
    facts = [digest_of_model(editor.folder, [*PARTS]), lora, settings.lora_scale if lora else None, own, *how]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60]
