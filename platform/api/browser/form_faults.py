"""What is wrong with a field, in the words that stand below it. Pure.

The schema's validator finds every fault and its place; what is said there is made of the field's own schema.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from rules.errors import Fault
from tasks.pointers import parts_of

from .languages import N_
from .schema_forms import PREFIX, Faults, is_lines
from .schemas import Schema, plain

Said = tuple[str, Mapping[str, Any]]


def by_field(schema: Schema, result: Mapping[str, Any], faults: Iterable[Fault]) -> Faults:
    """`faults` point into `{"result": …}` or `{"document": …}`; those within a field count for the field."""
    found: dict[str, Said] = {}
    whole = plain(schema)
    for fault in faults:
        steps = parts_of(fault.pointer)[1:]
        described, value, name = _at(whole, result, steps)
        for place, schema_there, value_there in _fields_at(name, described, value) if name else ():
            found.setdefault(PREFIX + place, _said(schema_there, value_there))
    return found


def _fields_at(name: str, schema: Schema, value: Any) -> Iterator[tuple[str, Schema, Any]]:
    """An object that is missing has no field of its own: what it must have is missing."""
    properties = schema.get("properties") if value is None else None
    if not properties:
        yield name, schema, value
        return
    for each in schema.get("required") or properties:
        yield from _fields_at(f"{name}/{each}", properties.get(each, {}), None)


def _at(schema: Schema, value: Any, steps: list[str]) -> tuple[Schema, Any, str]:
    """The innermost field on the way, its value, and its name."""
    names: list[str] = []
    for step in steps:
        inner = _within(schema, value, step)
        if inner is None:
            break
        schema, value = inner
        names.append(step)
    return schema, value, "/".join(names)


def _within(schema: Schema, value: Any, step: str) -> tuple[Schema, Any] | None:
    """A member, or a line of those that have fields; None where there is no field further in."""
    if is_lines(schema) and isinstance(value, list) and step.isdecimal():
        return schema["items"], value[int(step)]
    properties = schema.get("properties", {})
    if step not in properties:
        return None
    return properties[step], value.get(step) if isinstance(value, Mapping) else None


def _said(schema: Schema, value: Any) -> Said:
    if value is None:
        return N_("Fill this in"), {}
    kind = schema.get("type")
    if kind in ("number", "integer") and (isinstance(value, str) or not _is_of(kind, value)):
        return (N_("%(text)s is no amount") if kind == "number" else N_("%(text)s is no whole number")), {"text": value}
    for keyword, message in _BOUNDS:
        if keyword in schema and not _holds(keyword, schema[keyword], value):
            return message, {"n": schema[keyword]}
    if "format" in schema:
        return N_("This cannot be read"), {}
    return N_("This does not fit"), {}


_BOUNDS = (
    ("minimum", N_("At least %(n)s")),
    ("maximum", N_("At most %(n)s")),
    ("exclusiveMinimum", N_("More than %(n)s")),
    ("exclusiveMaximum", N_("Less than %(n)s")),
    ("minLength", N_("At least %(n)s characters")),
    ("maxLength", N_("At most %(n)s characters")),
    ("minItems", N_("At least %(n)s of these")),
    ("maxItems", N_("At most %(n)s of these")),
)


def _is_of(kind: str, value: Any) -> bool:
    return isinstance(value, int | Decimal) and (kind == "number" or value == int(value))


def _holds(keyword: str, bound: Any, value: Any) -> bool:
    try:
        size = len(value) if keyword.endswith(("Length", "Items")) else value
        match keyword:
            case "exclusiveMinimum":
                return bool(size > bound)
            case "exclusiveMaximum":
                return bool(size < bound)
            case _:
                return bool(size >= bound if keyword.startswith("min") else size <= bound)
    except TypeError:
        return True


def by_member(faults: Iterable[Fault], messages: Mapping[str, str]) -> Mapping[str, str]:
    """Of a form that was read as a body of the API: what to say below each of its fields."""
    names = [parts_of(fault.pointer)[0] for fault in faults if fault.pointer]
    return {name: messages.get(name, N_("This does not fit")) for name in names}
