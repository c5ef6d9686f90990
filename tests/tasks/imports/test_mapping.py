"""What a file's columns are, guessed by their names; and what is made of them when somebody has said it."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tasks.imports.columns import columns_of, sent_by
from tasks.imports.errors import FileUnreadable
from tasks.imports.mapping import fields_of, guess, guess_reference
from tasks.imports.preview import HEAD_BYTES, MOST_ROWS, preview_of

SCHEMA: dict[str, Any] = {
    "properties": {
        "customer": {"type": "string"},
        "required_on": {"type": "string", "format": "date"},
        "freight": {"type": "number"},
        "ship_to": {"type": "object", "properties": {"name": {"type": "string"}, "city": {"type": "string"}}},
        "lines": {"type": "array"},
    },
    "additionalProperties": False,
}
HEADER = ["orderID", "customerID", "requiredDate", "freight", "shipName", "shipCity", "note", ""]


def test_fields_are_the_places_that_a_cell_may_fill() -> None:
    assert list(fields_of(SCHEMA)) == ["customer", "required_on", "freight", "ship_to.name", "ship_to.city", "lines"]


def test_columns_are_guessed_by_their_names_each_field_once() -> None:
    assert guess([*HEADER, "Freight"], SCHEMA) == {
        "orderID": None,
        "customerID": "customer",
        "requiredDate": "required_on",
        "freight": "freight",
        "shipName": "ship_to.name",
        "shipCity": "ship_to.city",
        "note": None,
        "": None,
        "Freight": None,
    }


@pytest.mark.parametrize(
    ("header", "reference"),
    [
        (HEADER, "orderID"),
        (["Name", "Claim number"], "Claim number"),
        (["a", "b"], "a"),
        (["id", "Reference"], "Reference"),
    ],
)
def test_the_reference_is_guessed_too(header: list[str], reference: str) -> None:
    assert guess_reference(header) == reference


def test_what_is_left_out_is_no_fault_and_what_is_mapped_is_read_by_its_field() -> None:
    mapping = guess(HEADER, SCHEMA)
    columns = columns_of(HEADER, SCHEMA, "orderID", mapping)
    assert not columns.faults
    row = sent_by(columns, ["10250", "HANAR", "1996-08-05", "65.83", "Hanari", "Rio", "x"], ZoneInfo("UTC"))
    assert row.reference == "10250"
    assert set(row.document) == {"customer", "required_on", "freight", "ship_to"}
    doubled = columns_of(HEADER, SCHEMA, "orderID", mapping | {"note": "freight"})
    assert [fault.detail for fault in doubled.faults] == ["is there twice"]


def test_a_preview_shows_the_first_rows_of_a_file_of_any_size(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes("größe;b;\n1;2;\n".encode() + "ö;4;\n".encode() * HEAD_BYTES)
    preview = preview_of(file, "csv")
    assert preview.header == ["größe", "b"]
    assert (len(preview.rows), preview.rows[1]) == (MOST_ROWS, ["ö", "4", ""])


@pytest.mark.parametrize(("content", "form"), [(b"", "csv"), (b"no workbook", "xlsx"), (b"," * 300 + b"a\n", "csv")])
def test_what_has_no_preview_says_why(tmp_path: Path, content: bytes, form: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(FileUnreadable):
        preview_of(file, form)
