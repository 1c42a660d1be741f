"""The drawings of the report: curves over strengths, the distance response, pictures side by side."""

import base64
import html
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from training.study import arms
from training.study.answers import Evidence
from training.study.arms import Arm
from training.study.found import FoundEdit
from training.study.plot import Line, plot
from training.study.settings import Settings
from training.world.exact_edits import ExactEdit

BINS = 5


def curves(evidence: Evidence, shown: Sequence[Arm]) -> str:
    """Success against SSIM-Mbar; a point for each strength, of the seeds that have whole curves."""
    lines, visible = [], slice(0, int((evidence.edits_RE[0] > 0).sum()))
    for arm in shown:
        if found := evidence.outcome(arm.name, range(evidence.settings.few)):
            ssim_L, success_L = (
                np.nanmean(found.values[name][..., visible], axis=(0, 2)) for name in ("ssim", "success")
            )
            lines.append(Line(arm.title, list(zip(ssim_L.tolist(), (100 * success_L).tolist(), strict=True))))
    wanted = np.nanmean(evidence.outcome(arms.NONE.name).values["ssim"][:, evidence.level, visible])
    return plot(lines, "SSIM-Mbar", "success, %", float(wanted))


def responses(evidence: Evidence, shown: Sequence[Arm], kind: str = "colour") -> str:
    """Mean change inside the mask by fifths of the world's distance."""
    is_kind_E = np.array([edit["kind"] == kind for edit in evidence.edits])
    distance_e = np.array([edit["distance"] for edit in evidence.edits])[is_kind_E]
    groups = np.array_split(np.argsort(distance_e, kind="stable"), BINS)
    lines = []
    for arm in shown:
        if found := evidence.outcome(arm.name):
            change_e = np.nanmean(found.values["change"][:, evidence.level, is_kind_E], axis=0)
            points = [(float(distance_e[group].mean()), float(change_e[group].mean())) for group in groups]
            lines.append(Line(arm.title, points))
    return plot(lines, f"world's distance of the two words ({kind}, CIEDE2000)", "change inside the mask")


def pictures(
    settings: Settings, edits: Sequence[ExactEdit] | Sequence[FoundEdit], shown: Sequence[Arm], seed: int = 0
) -> str:
    """A table for each source: its exact edits, where somebody knows them, and each arm's, word by word."""
    made = {}
    for arm in shown:
        file = settings.out / f"jobs/{arm.name}-{seed}/pictures.npy"
        if file.exists():
            made[arm.title] = np.load(file)
    return "".join(of_source(edits, made, key) for key in dict.fromkeys(edit.key for edit in edits))


def of_source(edits: Sequence[ExactEdit] | Sequence[FoundEdit], made: dict[str, np.ndarray], key: str) -> str:
    at = [number for number, edit in enumerate(edits) if edit.key == key]
    first = edits[at[0]]
    head = "".join(f"<th>{html.escape(edits[number].target)}</th>" for number in at)
    lines = [f"<tr><th>{html.escape(first.caption)}</th>{head}</tr>"]
    exact = [edits[number].exact_HW3 for number in at if edits[number].exact_HW3 is not None]
    lines.append(line("exact result", first.source_HW3, exact))
    lines += [line(title, None, [pixels[number] for number in at]) for title, pixels in made.items()]
    return f'<div class="wide"><table class="pictures">{"".join(lines)}</table></div>'


def line(title: str, source_HW3: np.ndarray | None, some: Sequence[np.ndarray]) -> str:
    """The source stands once, before the exact results; else the arm's title does."""
    before = f"<th>{html.escape(title)}</th>" if source_HW3 is None else f"<td>{image(source_HW3, 'source')}</td>"
    cells = "".join(f"<td>{image(pixels_HW3, title)}</td>" for pixels_HW3 in some)
    return f"<tr>{before}{cells}</tr>"


def image(pixels_HW3: np.ndarray, said: str) -> str:
    stored = io.BytesIO()
    Image.fromarray(pixels_HW3).save(stored, "PNG")
    data = base64.b64encode(stored.getvalue()).decode()
    return f'<img alt="{html.escape(said, quote=True)}" src="data:image/png;base64,{data}">'
