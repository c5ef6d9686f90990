"""A file as a sequence of rows, by its format."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from rules.errors import Fault

from . import lines, tables
from .columns import columns_of, sent_by
from .encodings import encoding_of
from .errors import FileUnreadable, HeaderUnfit
from .mapping import Mapped
from .row import Row, Sent, row_of, unread

Raw = list[Any] | bytes | str
"""Cells or a line; a text where it could not be read."""


class Way(Struct, frozen=True):
    """How a file is to be read. `charset`: what its sender says of a text; `zone`: of times that have none; `mapping`:
    what its columns are, where their names do not say it."""

    format: str
    type: str
    schema: Mapping[str, Any]
    reference: str
    charset: str | None
    zone: ZoneInfo
    mapping: Mapped | None = None


class Opened(Struct, frozen=True):
    """`read_as`: what was found out about the file."""

    read_as: dict[str, str]
    way: Way
    raw: Iterator[Raw]
    sent: Callable[[Any], Sent]

    def rows(self, after: int) -> Iterator[Row]:
        """Those after the first so many; raises FileUnreadable."""
        for number, raw in islice(enumerate(self.raw, 1), after, None):
            sent = unread(Fault("", raw)) if isinstance(raw, str) else self.sent(raw)
            yield row_of(number, self.way.type, sent, raw if isinstance(raw, list) else None)


def open_rows(path: Path, way: Way) -> Opened:
    """Raises FileUnreadable, HeaderUnfit."""
    if way.format == "ndjson":
        return Opened({"format": way.format}, way, lines.ndjson_lines(path), lambda line: lines.sent_in(line, way.type))
    read_as = {"format": way.format}
    if way.format == "csv":
        encoding = encoding_of(path, way.charset)
        delimiter = tables.delimiter_of(path, encoding)
        read_as |= {"encoding": encoding, "delimiter": delimiter}
        rows = tables.csv_rows(path, encoding, delimiter)
    else:
        rows = tables.sheet_rows(path)
    return _table(rows, read_as, way)


def _table(rows: Iterator[Any], read_as: dict[str, str], way: Way) -> Opened:
    header = next(rows, None)
    if header is None:
        raise FileUnreadable("The file is empty: not even a header is in it.")
    if isinstance(header, str):
        raise FileUnreadable(f"The header cannot be read: {header}.")
    columns = columns_of([str(cell) for cell in header], way.schema, way.reference, way.mapping)
    if columns.faults:
        raise HeaderUnfit(columns.faults)
    return Opened(read_as, way, rows, lambda cells: sent_by(columns, cells, way.zone))
