"""JSON with FEEL in it: strings that begin with `=` are expressions, at any depth; the rest stands as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .feel.fuel import burn
from .feel.scope import Env
from .feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from .feel.temporal_text import temporal_text
from .feel.values import Function, Range, Value

MARK = "="


@dataclass(frozen=True, slots=True)
class Template:
    """A JSON value to be; `value` is that value itself where nothing is computed."""

    compute: Callable[[Env], Any]
    value: Any = None
    is_constant: bool = False


def constant(value: Any) -> Template:
    return Template(lambda env: value, value, is_constant=True)


def computed(code: Callable[[Env], Value]) -> Template:
    return Template(lambda env: as_json(code(env)))


def object_of(members: dict[str, Template]) -> Template:
    if all(member.is_constant for member in members.values()):
        return constant({name: member.value for name, member in members.items()})
    return Template(lambda env: {name: member.compute(env) for name, member in members.items()})


def list_of(elements: list[Template]) -> Template:
    if all(element.is_constant for element in elements):
        return constant([element.value for element in elements])
    return Template(lambda env: [element.compute(env) for element in elements])


class NotJsonError(ValueError):
    """A range or a function cannot leave the rules."""


def as_json(value: Value) -> Any:
    """Give a FEEL value as plain JSON: temporal values as their text. Raises NotJsonError."""
    match value:
        case list():
            burn(len(value))
            return [as_json(element) for element in value]
        case dict():
            burn(len(value))
            return {key: as_json(part) for key, part in value.items()}
        case DateTime() if isinstance(value.zone, str):  # RFC 3339 has offsets only
            return temporal_text(DateTime(value.date, value.nanos, value.offset_s))
        case Date() | Time() | DateTime() | YearsMonths() | DaysTime():
            return temporal_text(value)
        case Range() | Function():
            raise NotJsonError(f"a {type(value).__name__.lower()} is no value for an action")
    return value
