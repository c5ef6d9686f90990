"""A document as a form made of its type's schema: what a page shows of it, with what is wrong at its fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.errors import Fault

from ..access import Call
from ..browser.form_faults import by_field
from ..browser.schema_forms import Faults, Field, fields_of
from ..browser.schemas import Schema
from ..browser.viewers import locale_of


def filled_in(request: Call, schema: Schema, document: Any, faults: Sequence[Fault] = ()) -> Mapping[str, Any]:
    """`document` need not fit the schema. `elsewhere`: the faults that no field has."""
    said = by_field(schema, document, faults)
    fields = fields_of(schema, document, locale_of(request), said)
    names = set(_names(fields))
    elsewhere = [fault for fault in faults if not names.intersection(by_field(schema, document, [fault]))]
    return {"fields": fields, "wrong": _wrong(fields, said), "elsewhere": elsewhere}


def _names(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        yield field.name
        for line in field.lines:
            yield from _names(line)


def _wrong(fields: Sequence[Field], said: Faults) -> list[Field]:
    """The fields with faults, a table with the first of its own."""
    return [field for field in fields if any(name in said for name in _names([field]))]
