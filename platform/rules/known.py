"""The fields that a column of a table can be about, as far as schemas tell: suggestions for those who write rules."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from .feel.shape import Shape, from_schema
from .keys import PATH
from .reading.scopes import case_shapes

DEEPEST = 5
MOST = 1_000
"""A schema that refers to itself has fields without end."""


class KnownField(Struct, frozen=True):
    """`kind`: string, number, boolean, date, time, date and time, duration, list or unknown; `values` as FEEL writes
    them, if there are no others."""

    path: str
    kind: str
    values: tuple[str, ...] = ()


def known_fields(
    document: Mapping[str, Any] | None, facts: Mapping[str, Mapping[str, Any]], task_types: Sequence[str]
) -> list[KnownField]:
    """`document` and the values of `facts` are JSON Schemas."""
    task = Shape("context", {"state": Shape("string"), "disposition": Shape("string")})
    parts = {
        **case_shapes(from_schema(document)),
        "facts": Shape("context", {name: from_schema(schema) or Shape() for name, schema in facts.items()}),
        "tasks": Shape("context", dict.fromkeys(task_types, task)),
    }
    found = (field for name, shape in parts.items() for field in _fields(name, shape, DEEPEST))
    return list(islice(found, MOST))


def _fields(path: str, shape: Shape | None, depth: int) -> Iterator[KnownField]:
    if shape is None or not PATH.fullmatch(path):
        return
    if shape.kind == "context":
        for name, part in (shape.fields or {}).items() if depth else ():
            yield from _fields(f"{path}.{name}", part, depth - 1)
        return
    values = ("true", "false") if shape.kind == "boolean" else tuple(_feel(value) for value in shape.values or ())
    yield KnownField(path, shape.kind or "unknown", values)
    if shape.kind == "list" and shape.element and shape.element.kind == "context" and depth:
        yield from _fields(path, shape.element, depth - 1)


def _feel(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return {True: "true", False: "false", None: "null"}[value] if value in (True, False, None) else str(value)
