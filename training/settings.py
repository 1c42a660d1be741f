"""Settings are a dataclass with defaults; the command line overrides them as key=value."""

import dataclasses
import sys
import types
from collections.abc import Sequence
from typing import Literal, TypeVar, get_args, get_origin

S = TypeVar("S")

BOOLEANS = {"yes": True, "no": False}


def read(kind: type[S], arguments: Sequence[str] | None = None) -> S:
    """The settings of a `kind` of dataclass, each value made by the type of its field. Raises SystemExit 2, in a
    sentence."""
    fields = {field.name: field.type for field in dataclasses.fields(kind)}
    given = {}
    for argument in sys.argv[1:] if arguments is None else arguments:
        name, equals, value = argument.partition("=")
        if not equals or name not in fields:
            refuse(f"Saw {argument!r}, wanted key=value with a key of: {', '.join(fields)}.")
        try:
            given[name] = parse(fields[name], value)
        except (ValueError, KeyError):
            refuse(f"Saw {argument!r}, wanted {name} as {spelled(fields[name])}.")
    required = [field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING]
    missing = [name for name in required if name not in given]
    if missing:
        refuse(f"Wanted also: {', '.join(f'{name}=' for name in missing)}.")
    return kind(**given)


def parse(wanted: type, value: str):
    """A value of the wanted type: bool as yes or no, a choice as one of its words, a tuple with commas, None as none.

    Raises ValueError or KeyError.
    """
    if wanted is bool:
        return BOOLEANS[value]
    if get_origin(wanted) is Literal:
        return {word: word for word in get_args(wanted)}[value]
    if get_origin(wanted) is tuple:
        return tuple(kind(part) for kind, part in zip(get_args(wanted), value.split(","), strict=True))
    if isinstance(wanted, types.UnionType):
        return None if value == "none" else parse(get_args(wanted)[0], value)
    return wanted(value)


def spelled(wanted: type) -> str:
    """A type as the command line's user reads it."""
    if wanted is bool:
        return " or ".join(BOOLEANS)
    if get_origin(wanted) is Literal:
        return ", ".join(get_args(wanted))
    if get_origin(wanted) is tuple:
        return ",".join(kind.__name__ for kind in get_args(wanted))
    if isinstance(wanted, types.UnionType):
        return f"{spelled(get_args(wanted)[0])} or none"
    return wanted.__name__


def plain(settings) -> dict:
    """The settings as JSON holds them."""
    return {name: plain_value(value) for name, value in dataclasses.asdict(settings).items()}


def plain_value(value):
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def refuse(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
