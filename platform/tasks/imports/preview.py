"""The first rows of a table, as somebody sees them before they say what its columns are."""

from collections.abc import AsyncIterable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from . import tables
from .encodings import encoding_of
from .errors import FileUnreadable

MOST_ROWS = 8
MOST_COLUMNS = 200
HEAD_BYTES = 1024 * 1024
MOST_WORKBOOK_BYTES = 32 * 1024 * 1024
"""A workbook is read as a whole, by whoever shows it."""

_LONGEST_CELL = 120


class Preview(Struct, frozen=True):
    header: list[str]
    rows: list[list[str]]


async def keep_head(pieces: AsyncIterable[bytes], path: Path, form: str) -> None:
    """As much of a file as its preview needs."""
    most, size = _most_of(form), 0
    with path.open("wb") as head:
        async for piece in pieces:
            head.write(piece)
            size += len(piece)
            if size > most:
                break


def preview_of(path: Path, form: str) -> Preview:
    """Raises FileUnreadable."""
    rows = _rows_of_workbook(path) if form == "xlsx" else _rows_of_text(path)
    first = [row for row in islice(rows, MOST_ROWS + 1) if isinstance(row, list)]
    if not first:
        raise FileUnreadable("The file is empty: not even a header is in it.")
    header, *others = ([str("" if cell is None else cell)[:_LONGEST_CELL] for cell in row] for row in first)
    while header and not header[-1].strip():
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise FileUnreadable(f"The file has more than {MOST_COLUMNS} columns.")
    return Preview([name.strip() for name in header], others)


def _most_of(form: str) -> int:
    return MOST_WORKBOOK_BYTES if form == "xlsx" else HEAD_BYTES


def _rows_of_workbook(path: Path) -> Iterator[tables.Cells]:
    if path.stat().st_size > MOST_WORKBOOK_BYTES:
        raise FileUnreadable(f"The workbook has more than {MOST_WORKBOOK_BYTES} bytes: send its rows as CSV.")
    return tables.sheet_rows(path)


def _rows_of_text(path: Path) -> Iterator[tables.Cells | str]:
    """Of its whole lines."""
    if path.stat().st_size > HEAD_BYTES:
        text = path.read_bytes()
        path.write_bytes(text[: text.rfind(b"\n") + 1] or text)
    encoding = encoding_of(path, None)
    return tables.csv_rows(path, encoding, tables.delimiter_of(path, encoding))
