"""Text files as they come: of any usual encoding and dialect, whole or damaged."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.imports.errors import FileUnreadable
from tasks.imports.lines import LONGEST_LINE_BYTES
from tasks.imports.reading import Way, open_rows
from tasks.imports.row import Row

TEXT = 'reference,name\nR1,"Müller, Söhne"\nR2,"two\nlines"\n\nR3,x\n'


def way(form: str = "csv", charset: str | None = None) -> Way:
    return Way(form, "order", {}, "reference", charset, ZoneInfo("UTC"))


def read(path: Path, content: bytes, asked: Way) -> tuple[dict[str, str], list[Row]]:
    path.write_bytes(content)
    opened = open_rows(path, asked)
    return opened.read_as, list(opened.rows(0))


@pytest.mark.parametrize(
    ("encoding", "charset", "read_as"),
    [
        ("utf-8", None, "utf-8"),
        ("utf-8-sig", "latin-1", "utf-8-sig"),
        ("utf-16", None, "utf-16"),
        ("latin-1", None, "cp1252"),
        ("cp1252", "windows-1252", "cp1252"),
        ("utf-8", "no-such-charset", "utf-8"),
        ("utf-8", "zlib", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_said(tmp_path: Path, encoding: str, charset: str | None, read_as: str) -> None:
    said, rows = read(tmp_path / "file", TEXT.encode(encoding), way(charset=charset))
    assert said["encoding"] == read_as
    assert [row.new.document for row in rows if row.new] == [
        {"name": "Müller, Söhne"},
        {"name": "two\nlines"},
        {"name": "x"},
    ]


@pytest.mark.parametrize(("cell", "name", "read_as"), [(b"5 \x80", "5 €", "cp1252"), (b"\x81\xe9", "\x81é", "latin-1")])
def test_what_is_no_utf8_is_that_of_windows_where_it_can_be(
    tmp_path: Path, cell: bytes, name: str, read_as: str
) -> None:
    said, rows = read(tmp_path / "file", b"reference,name\nR1," + cell, way())
    assert (said["encoding"], [row.new.document for row in rows if row.new]) == (read_as, [{"name": name}])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_by_which_rows_agree(tmp_path: Path, delimiter: str) -> None:
    lines = [["reference", "name"], ["R1", "1,5;a"], ["R2", "2,5;b"]]
    quoted = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    said, rows = read(tmp_path / "file", quoted.encode(), way())
    assert said["delimiter"] == delimiter
    assert [row.new.document for row in rows if row.new] == [{"name": "1,5;a"}, {"name": "2,5;b"}]


def test_rows_are_gone_on_with_where_they_were(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(TEXT)
    assert [row.number for row in open_rows(tmp_path / "file", way()).rows(2)] == [3]


def test_what_a_charset_cannot_have_meant_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="not ascii"):
        read(tmp_path / "file", TEXT.encode(), way(charset="us-ascii"))


def test_a_line_without_an_end_is_not_read_into_memory(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="longer than"):
        read(tmp_path / "file", b"reference,name\nR1," + b"x" * 3_000_000, way())


def test_a_line_of_json_that_is_too_long_is_a_fault_of_its_own(tmp_path: Path) -> None:
    good = b'{"reference": "R", "document": {}}\n'
    _, rows = read(tmp_path / "file", good + b"x" * LONGEST_LINE_BYTES * 2 + b"\n" + good, way("ndjson"))
    assert [(row.number, bool(row.faults)) for row in rows] == [(1, False), (2, True), (3, False)]


def test_u0000_is_a_fault_where_it_stands(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "file", b"reference,name\nR1,a\0b\n", way())
    assert [fault.pointer for fault in rows[0].faults] == ["/document/name"]


def test_a_quote_that_is_never_closed_swallows_no_rows_unseen(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "file", b'reference,name\nR1,x\nR2,"y\nR3,z\n', way())
    assert [(row.number, [fault.detail for fault in row.faults]) for row in rows] == [
        (1, []),
        (2, ["has a quote that is not closed before the file ends"]),
    ]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n"])
def test_a_quoted_cell_may_be_the_last(tmp_path: Path, end: bytes) -> None:
    _, rows = read(tmp_path / "file", b'reference,name\nR1,"two\nlines"' + end, way())
    assert [row.new.document if row.new else row.faults for row in rows] == [{"name": "two\nlines"}]
