"""A form made of a JSON Schema, and the value that a filled-in form stands for. Pure.

A field's name is the place of its value, `address/city`, `lines/0/sku`; its text is what the person typed, so a draft
gives it back as it was typed even where it is no number. A list of plain objects is a table: a line of fields for each.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import NumberFormatError, get_decimal_symbol, parse_decimal
from msgspec import Struct

from .forms import Form
from .languages import N_
from .schemas import Schema, plain
from .texts import label

PREFIX = "result/"
LONG = 120
FEW = 6
NEXT = "next"
"""In the place of a line's number: that of one that is not there yet."""

_NUMBER = re.compile("[0-9]{1,9}")
_NOTES = ("remark", "note", "reason", "comment", "finding", "description", "text")


class Option(Struct, frozen=True):
    value: str
    label: str
    is_chosen: bool


class Field(Struct, frozen=True):
    """`kind`: text, area, number, whole, date, flag, one, many, json, lines. `error` is a message with a value
    for each of its places in `error_values`. Of `lines` the last is empty: what the next one is made of.
    `group`: what the object is called that it is in."""

    name: str
    label: str
    kind: str
    text: str
    is_required: bool
    help: str
    options: Sequence[Option] = ()
    error: str = ""
    error_values: Mapping[str, Any] = {}
    lines: Sequence[Sequence["Field"]] = ()
    group: str = ""

    @property
    def id(self) -> str:
        return "f-" + self.name.removeprefix(PREFIX).replace("/", "-")


Faults = Mapping[str, tuple[str, Mapping[str, Any]]]
"""By the field's name: a message, and the values that stand in it."""


def fields_of(schema: Schema, value: Any, locale: Locale, faults: Faults | None = None) -> list[Field]:
    """The form, filled in with `value`, which need not fit the schema."""
    return list(_fields(plain(schema), value if isinstance(value, Mapping) else {}, PREFIX, locale, faults or {}))


def untouched(schema: Schema, value: Any, locale: Locale) -> Form:
    """What is sent when nobody has touched the form that is filled in with `value`."""
    fields = fields_of(schema, value, locale)
    return Form([pair for field in fields for each in _single(field) for pair in _pairs(each)])


def _single(field: Field) -> list[Field]:
    return [each for line in field.lines[:-1] for each in line] if field.lines else [field]


def _pairs(field: Field) -> list[tuple[str, str]]:
    if field.options:
        return [(field.name, option.value) for option in field.options if option.is_chosen]
    return [(field.name, field.text)]


def is_lines(schema: Schema) -> bool:
    """A list of objects that hold nothing but single values."""
    items = schema.get("items")
    if schema.get("type") != "array" or not isinstance(items, Mapping) or items.get("type") != "object":
        return False
    properties = items.get("properties", {})
    return bool(properties) and all(_kind(name, each) in _SINGLE for name, each in properties.items())


def read(schema: Schema, form: Form, locale: Locale) -> dict[str, Any]:
    """What the form says; what cannot be read as what it should be stays the text that it is."""
    return dict(_read(plain(schema), form, PREFIX, locale))


def _fields(
    schema: Schema, value: Mapping[str, Any], at: str, locale: Locale, faults: Faults, group: str = ""
) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        kind = _kind(name, each)
        if kind == "group":
            inner = value.get(name)
            inner = inner if isinstance(inner, Mapping) else {}
            yield from _fields(each, inner, f"{at}{name}/", locale, faults, str(each.get("title") or label(name)))
            continue
        lines = _lines(each, value.get(name, []), f"{at}{name}", locale, faults) if kind == "lines" else []
        kind = "json" if kind == "lines" and not lines else kind
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
            lines=lines,
            group=group,
        )


def _lines(schema: Schema, value: Any, at: str, locale: Locale, faults: Faults) -> list[list[Field]]:
    """None at all where the value has what they could not show."""
    items = schema["items"]
    known = set(items["properties"])
    if not isinstance(value, list) or not all(isinstance(each, Mapping) and known.issuperset(each) for each in value):
        return []
    filled = [list(_fields(items, each, f"{at}/{nth}/", locale, faults)) for nth, each in enumerate(value)]
    return [*filled, list(_fields(items, {}, f"{at}/{NEXT}/", locale, {}))]


def _kind(name: str, schema: Schema) -> str:
    type_ = schema.get("type")
    if "enum" in schema:
        return "one"
    if type_ == "string":
        return _kind_of_text(name, schema)
    if type_ == "object" and schema.get("properties"):
        return "group"
    if type_ == "array" and "enum" in schema.get("items", {}):
        return "many"
    return "lines" if is_lines(schema) else _PLAIN.get(str(type_), "json")


def _kind_of_text(name: str, schema: Schema) -> str:
    if schema.get("format") == "date":
        return "date"
    return "area" if schema.get("maxLength", 0) > LONG or name in _NOTES else "text"


_SINGLE = frozenset({"text", "area", "number", "whole", "date", "flag", "one"})
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
        elif kind == "lines" and place not in form:
            if lines := _read_lines(each["items"], form, place, locale):
                yield name, lines
        elif kind == "many":
            if chosen := form.all(place):
                yield name, [_as_listed(each["items"]["enum"], text) for text in chosen]
        elif text := form.text(place):
            yield name, _value(each, kind, text, locale)


def _read_lines(schema: Schema, form: Form, at: str, locale: Locale) -> list[dict[str, Any]]:
    """In the order of their numbers, but for those that are empty."""
    inner = (name.removeprefix(f"{at}/").partition("/")[0] for name, _ in form.pairs if name.startswith(f"{at}/"))
    numbers = sorted({int(each) for each in inner if _NUMBER.fullmatch(each)})
    lines = (dict(_read(schema, form, f"{at}/{number}/", locale)) for number in numbers)
    return [line for line in lines if line]


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
    "lines": _json,
}
