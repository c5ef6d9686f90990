"""A JSON Schema of an object as a list of its fields, and the schema that a changed list makes of it. Pure.

What a list does not show of a field (bounds, titles, what lies inside) stays as the schema has it.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from .forms import Form
from .languages import N_

Schema = Mapping[str, Any]

OTHER = "other"
"""A kind that the list has no name for: it stays."""
KINDS: Mapping[str, str] = {
    "string": N_("Text"),
    "number": N_("Number"),
    "integer": N_("Whole number"),
    "boolean": N_("Yes or no"),
    "string date": N_("Date"),
    "string date-time": N_("Date and time"),
    "string time": N_("Time of day"),
    "string duration": N_("Duration"),
    "string decimal": N_("Number, sent as text"),
    "string email": N_("E-mail"),
    "string uri": N_("Web address"),
    "string uuid": N_("UUID"),
    "array": N_("List"),
    "object": N_("Group"),
    OTHER: N_("As in the text"),
}
"""Type and format, and what they are called."""
_NAME = re.compile(r"fields/(\d+)/name")


class Row(Struct, frozen=True):
    """`was`: the name that the schema has it under; `values`: those that are allowed, one a comma."""

    name: str
    was: str
    kind: str
    is_required: bool
    values: str


def rows_of(schema: Any) -> list[Row]:
    if not isinstance(schema, Mapping) or not isinstance(schema.get("properties", {}), Mapping):
        return []
    required = schema.get("required", ())
    fields = schema.get("properties", {}).items()
    return [Row(name, name, kind_of(each), name in required, _values(each)) for name, each in fields]


def kind_of(schema: Any) -> str:
    if not isinstance(schema, Mapping) or not isinstance(schema.get("type"), str):
        return OTHER
    kind = " ".join(each for each in (schema["type"], schema.get("format", "")) if each)
    return kind if kind in KINDS else OTHER


def sent_rows(form: Form) -> list[Row]:
    """Those that have a name, in their order."""
    numbers = [found[1] for name, _ in form.pairs if (found := _NAME.fullmatch(name))]
    return [row for number in dict.fromkeys(numbers) if (row := _sent(form, f"fields/{number}/")).name]


def merged(schema: Schema, rows: Sequence[Row]) -> dict[str, Any]:
    """The schema with these fields, in this order."""
    known = schema.get("properties", {})
    if not rows and not known:
        return dict(schema)
    required = [row.name for row in rows if row.is_required]
    fields = {row.name: _field(known.get(row.was, {}), row) for row in rows}
    made = {"type": "object", **schema, "properties": fields, "required": required}
    return made if required else {name: value for name, value in made.items() if name != "required"}


def _sent(form: Form, at: str) -> Row:
    name, was, kind, values = (form.text(at + part) for part in ("name", "was", "kind", "values"))
    return Row(name, was, kind, at + "required" in form, values)


def _field(known: Any, row: Row) -> Any:
    if row.kind == OTHER or row.kind not in KINDS:
        return known
    type_, _, format_ = row.kind.partition(" ")
    kept = known if isinstance(known, Mapping) else {}
    made: dict[str, Any] = {name: value for name, value in kept.items() if name != "format"} | {"type": type_}
    made |= {"format": format_} if format_ else {}
    if row.values == _values(known) and type_ == _type(known):
        return made
    allowed = [_typed(text.strip(), type_) for text in row.values.split(",") if text.strip()]
    if type_ == "array":
        items = {name: value for name, value in made.get("items", {}).items() if name != "enum"}
        return {**made, "items": {**items, "enum": allowed} if allowed else items}
    made.pop("enum", None)
    return {**made, "enum": allowed} if allowed else made


def _type(schema: Any) -> Any:
    return schema.get("type") if isinstance(schema, Mapping) else None


def _values(schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return ""
    source = schema.get("items", {}) if schema.get("type") == "array" else schema
    return ", ".join(str(each) for each in source.get("enum", ())) if isinstance(source, Mapping) else ""


def _typed(text: str, type_: str) -> Any:
    if type_ not in ("number", "integer"):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else number
