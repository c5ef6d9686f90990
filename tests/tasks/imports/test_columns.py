"""What a header's columns mean by a schema, and what cells become by it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasks.imports.cells import Cell, value_of
from tasks.imports.columns import columns_of, sent_by

BERLIN = ZoneInfo("Europe/Berlin")
SCHEMA: dict[str, Any] = {
    "properties": {
        "total": {"type": ["number", "null"]},
        "customer": {"$ref": "#/$defs/person"},
        "lines": {"type": "array", "items": {"properties": {"sku": {"type": "string"}}}},
        "extra": {"type": "object"},
    },
    "allOf": [{"properties": {"note": {"type": "string"}}}],
    "$defs": {"person": {"type": "object", "properties": {"name": {"type": "string"}}}},
}


def sent(header: list[str], cells: list[Cell], schema: dict[str, Any] = SCHEMA) -> Any:
    columns = columns_of(header, schema, "reference")
    assert not columns.faults
    return sent_by(columns, cells, BERLIN)


def test_dots_and_pointers_lead_into_the_document() -> None:
    header = ["reference", "customer.name", "/document/lines/1/sku", "lines.0.sku", "extra.a.b", "document.note"]
    row = sent(header, ["R", "Ann", "S2", "S1", "x", "n"])
    assert row.document == {
        "customer": {"name": "Ann"},
        "lines": [{"sku": "S1"}, {"sku": "S2"}],
        "extra": {"a": {"b": "x"}},
        "note": "n",
    }


def test_an_empty_cell_leaves_its_field_out_and_no_gap_in_a_list() -> None:
    row = sent(["reference", "total", "lines.0.sku", "lines.1.sku"], ["R", " ", "", "S2"])
    assert row.document == {"lines": [{"sku": "S2"}]}


def test_a_shorter_row_has_nothing_in_its_last_columns() -> None:
    assert sent(["reference", "total", "note"], ["R", "1"]).document == {"total": 1}


@pytest.mark.parametrize(
    ("header", "at"),
    [
        (["reference", "colour"], ["/colour"]),
        (["reference", "customer.age"], ["/customer.age"]),
        (["reference", "total", "total"], ["/total"]),
        (["reference", "customer", "customer.name"], ["/customer.name"]),
        (["reference", "", "total"], ["/"]),
        (["total"], ["/reference"]),
    ],
)
def test_a_column_that_means_nothing_is_a_fault(header: list[str], at: list[str]) -> None:
    assert [fault.pointer for fault in columns_of(header, SCHEMA, "reference").faults] == at


def test_a_schema_that_declares_nothing_takes_every_column_as_text() -> None:
    assert sent(["reference", "total", "a.b"], ["R", "1", "2"], {}).document == {"total": "1", "a": {"b": "2"}}


def test_empty_columns_at_the_end_are_none() -> None:
    assert sent(["reference", "total", "", ""], ["R", "1", "", ""]).document == {"total": 1}


@pytest.mark.parametrize(
    ("cell", "schema", "value"),
    [
        ("12.00", {"type": "number"}, Decimal("12.00")),
        ("-7", {"type": "integer"}, -7),
        ("0012", {"type": "string"}, "0012"),
        ("1,5", {"type": "number"}, "1,5"),
        ("1" * 35, {"type": "number"}, "1" * 35),
        ("1e99999", {"type": "number"}, "1e99999"),
        ("NO", {"type": "boolean"}, False),
        ('["a", 1.50]', {"type": "array"}, ["a", Decimal("1.50")]),
        ("2026-01-05 00:00:00.000", {"type": "string", "format": "date"}, "2026-01-05"),
        ("2026-01-05 08:30", {"type": "string", "format": "date"}, "2026-01-05 08:30"),
        ("2026-07-05 08:30", {"type": "string", "format": "date-time"}, "2026-07-05T08:30:00+02:00"),
        (10.1, {"type": "number"}, Decimal("10.1")),
        (3.0, {"type": "integer"}, 3),
        (4711.0, {"type": "string"}, "4711"),
        (date(2026, 1, 5), {"type": "string", "format": "date"}, "2026-01-05"),
        (datetime(2026, 1, 5), {"type": "string", "format": "date-time"}, "2026-01-05T00:00:00+01:00"),  # noqa: DTZ001 - a cell has no zone
        ("", {"type": "string"}, None),
    ],
)
def test_a_cell_becomes_what_its_field_is(cell: Cell, schema: dict[str, Any], value: Any) -> None:
    found = value_of(cell, schema, BERLIN)
    assert (found, type(found)) == (value, type(value))
