"""Settings are a dataclass with defaults; the command line overrides them as key=value."""

import dataclasses
import sys
from collections.abc import Sequence
from typing import TypeVar

S = TypeVar("S")


def read(kind: type[S], arguments: Sequence[str] | None = None) -> S:
    """The settings of a `kind` of dataclass, each value made by the type of its field. Raises SystemExit 2, in a
    sentence."""
    types = {field.name: field.type for field in dataclasses.fields(kind)}
    given = {}
    for argument in sys.argv[1:] if arguments is None else arguments:
        name, equals, value = argument.partition("=")
        if not equals or name not in types:
            refuse(f"Saw {argument!r}, wanted key=value with a key of: {', '.join(types)}.")
        try:
            given[name] = types[name](value)
        except ValueError:
            refuse(f"Saw {argument!r}, wanted {name} as {types[name].__name__}.")
    required = [field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING]
    missing = [name for name in required if name not in given]
    if missing:
        refuse(f"Wanted also: {', '.join(f'{name}=' for name in missing)}.")
    return kind(**given)


def refuse(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
