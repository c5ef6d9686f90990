"""A form made of a JSON Schema, and the value that a filled-in form stands for. Pure.

A field's name is the place of its value, `address/city`; its text is what the person typed, so a draft gives it back as
it was typed even where it is no number.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import NumberFormatError, get_decimal_symbol, parse_decimal
from msgspec import Struct

from .forms import Form
from .languages import N_
from .texts import label

Schema = Mapping[str, Any]

PREFIX = "result/"
LONG = 120
FEW = 6
_NOTES = ("remark", "note", "reason", "comment", "finding", "description", "text")


class Option(Struct, frozen=True):
    value: str
    label: str
    is_chosen: bool


class Field(Struct, frozen=True):
    """`kind`: text, area, number, whole, date, flag, one, many, json. `error` is a message with a value
    for each of its places in `error_values`."""

    name: str
    label: str
    kind: str
    text: str
    is_required: bool
    help: str
    options: Sequence[Option] = ()
    error: str = ""
    error_values: Mapping[str, Any] = {}

    @property
    def id(self) -> str:
        return "f-" + self.name.removeprefix(PREFIX).replace("/", "-")


Faults = Mapping[str, tuple[str, Mapping[str, Any]]]
"""By the field's name: a message, and the values that stand in it."""


def fields_of(schema: Schema, value: Any, locale: Locale, faults: Faults | None = None) -> list[Field]:
    """The form, filled in with `value`, which need not fit the schema."""
    return list(_fields(schema, value if isinstance(value, Mapping) else {}, PREFIX, locale, faults or {}))


def read(schema: Schema, form: Form, locale: Locale) -> dict[str, Any]:
    """What the form says; what cannot be read as what it should be stays the text that it is."""
    return dict(_read(schema, form, PREFIX, locale))


def _fields(schema: Schema, value: Mapping[str, Any], at: str, locale: Locale, faults: Faults) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        kind = _kind(name, each)
        if kind == "group":
            inner = value.get(name)
            yield from _fields(each, inner if isinstance(inner, Mapping) else {}, f"{at}{name}/", locale, faults)
            continue
        error, values = faults.get(f"{at}{name}", ("", {}))
        yield Field(
            name=f"{at}{name}",
            label=str(each.get("title") or label(name)),
            kind=kind,
            text=_text(value.get(name), kind, locale),
            is_required=name in required,
            help=str(each.get("description", "")),
            options=_options(each, kind, value.get(name)),
            error=error,
            error_values=values,
        )


def _kind(name: str, schema: Schema) -> str:
    type_ = schema.get("type")
    if "enum" in schema:
        return "one"
    if type_ in _PLAIN:
        return _PLAIN[type_]
    if type_ == "object" and schema.get("properties"):
        return "group"
    if type_ == "array" and "enum" in schema.get("items", {}):
        return "many"
    return _kind_of_text(name, schema) if type_ == "string" else "json"


def _kind_of_text(name: str, schema: Schema) -> str:
    if schema.get("format") == "date":
        return "date"
    return "area" if schema.get("maxLength", 0) > LONG or name in _NOTES else "text"


_PLAIN = {"number": "number", "integer": "whole", "boolean": "flag"}


def _options(schema: Schema, kind: str, value: Any) -> list[Option]:
    if kind == "flag":
        return [Option("true", N_("Yes"), value is True), Option("false", N_("No"), value is False)]
    source = schema if kind == "one" else schema.get("items", {}) if kind == "many" else {}
    chosen = value if kind == "many" and isinstance(value, list) else [value]
    return [Option(str(each), label(str(each)), each in chosen) for each in source.get("enum", ())]


def _text(value: Any, kind: str, locale: Locale) -> str:
    if value is None:
        return ""
    if kind in ("number", "whole") and isinstance(value, int | Decimal) and not isinstance(value, bool):
        plain = format(value, "f") if isinstance(value, Decimal) else str(value)  # with the digits that it has
        return plain.replace(".", get_decimal_symbol(locale))
    if kind == "json":
        return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return str(value)


def _read(schema: Schema, form: Form, at: str, locale: Locale) -> Iterator[tuple[str, Any]]:
    for name, each in schema.get("properties", {}).items():
        kind, place = _kind(name, each), f"{at}{name}"
        if kind == "group":
            if inner := dict(_read(each, form, f"{place}/", locale)):
                yield name, inner
        elif kind == "many":
            if chosen := form.all(place):
                yield name, [_as_listed(each["items"]["enum"], text) for text in chosen]
        elif text := form.text(place):
            yield name, _value(each, kind, text, locale)


def _value(schema: Schema, kind: str, text: str, locale: Locale) -> Any:
    if kind in ("number", "whole"):
        return _number(text, locale)
    if kind == "one":
        return _as_listed(schema["enum"], text)
    return _READERS[kind](text) if kind in _READERS else text


def _as_listed(listed: Sequence[Any], text: str) -> Any:
    return next((each for each in listed if str(each) == text), text)


def _number(text: str, locale: Locale) -> Any:
    """As the language writes it, `60.400,00`; what is none stays text."""
    try:
        found: Decimal = parse_decimal(text, locale=locale, strict=True)
    except NumberFormatError:
        return text
    return int(found) if found == found.to_integral_value() and "." not in str(found) else found


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "flag": lambda text: {"true": True, "false": False}.get(text, text),
    "json": _json,
}
