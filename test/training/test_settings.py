"""Settings from the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from training.settings import read


@dataclass(frozen=True)
class Settings:
    out: Path
    steps: int = 3
    flip: bool = False
    form: Literal["exp", "hinge"] = "exp"
    window: tuple[int, int] = (1, 2)
    rate: float | None = None


def test_every_kind_of_value_is_read():
    given = ["out=a/b", "steps=7", "flip=yes", "form=hinge", "window=100,700", "rate=1e-4"]
    assert read(Settings, given) == Settings(Path("a/b"), 7, True, "hinge", (100, 700), 1e-4)


def test_none_is_a_value_where_it_may_be():
    assert read(Settings, ["out=a", "rate=none"]).rate is None


@pytest.mark.parametrize(
    "argument,wanted",
    [
        ("steps=x", "wanted steps as int"),
        ("flip=true", "wanted flip as yes or no"),
        ("form=cubic", "wanted form as exp, hinge"),
        ("window=1", "wanted window as int,int"),
        ("rate=fast", "wanted rate as float or none"),
        ("stpes=3", "wanted key=value with a key of: out, steps"),
        ("steps", "wanted key=value"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused_in_a_sentence(argument, wanted, capsys):
    with pytest.raises(SystemExit) as exit_:
        read(Settings, ["out=a", argument])
    assert exit_.value.code == 2
    assert wanted in capsys.readouterr().err


def test_what_has_no_default_must_be_given(capsys):
    with pytest.raises(SystemExit):
        read(Settings, [])
    assert "Wanted also: out=." in capsys.readouterr().err
