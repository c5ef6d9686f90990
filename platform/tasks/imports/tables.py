"""Rows of cells: of a CSV file whose dialect nobody has said, and of the first sheet of a workbook."""

import csv
import zipfile
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from .cells import Cell
from .errors import FileUnreadable

Cells = list[Cell]

DELIMITERS = ",;\t|"
LONGEST_LINE = 2 * 1024 * 1024
MOST_UNPACKED_BYTES = 512 * 1024 * 1024
"""A workbook is read as a whole, so there is an end to how large it may be, whatever it claims packed."""

_SAMPLE_ROWS = 50
_END = "\0end"
"""Read as a line after the last one: a row of its own, unless a quoted cell was still open."""
csv.field_size_limit(LONGEST_LINE)


def csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Cells | str]:
    """The header and all rows that are not blank; a text where one cannot be read, which says why.

    Raises FileUnreadable.
    """
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(chain(_lines(file), [_END]), delimiter=delimiter)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                yield str(fault)
            except UnicodeDecodeError as fault:
                raise FileUnreadable(f"The file is not {encoding}: {fault.reason} at byte {fault.start}.") from None
            else:
                if row == [_END]:
                    return
                if row and row[-1].endswith(_END):
                    yield "has a quote that is not closed before the file ends"
                elif any(row):
                    yield list(row)


def delimiter_of(path: Path, encoding: str) -> str:
    """The one by which most of the first rows have as many cells as the header."""
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        sample = list(islice(_lines(file), _SAMPLE_ROWS))
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def sheet_rows(path: Path) -> Iterator[Cells]:
    """As `csv_rows`, of a workbook's first sheet."""
    _hold_to_size(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).iter_rows()
    except (CalamineError, IndexError, OSError) as fault:
        raise FileUnreadable(f"The workbook cannot be read: {fault}.") from None
    for row in rows:
        cells: Cells = [*row]
        if any(cell != "" for cell in cells):
            yield cells


def _lines(file: TextIOWrapper) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise FileUnreadable(f"A line is longer than {LONGEST_LINE} characters.")
        yield line


def _agreement(sample: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] == 1:
        return (0, 0)
    return widths.count(widths[0]), widths[0]


def _hold_to_size(path: Path) -> None:
    """Python's reader stops where the directory says that a part ends, and finds that its checksum is another."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise FileUnreadable(f"The workbook has more than {MOST_UNPACKED_BYTES} bytes: send its rows as CSV.")
            damaged = packed.testzip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise FileUnreadable(f"The file is no workbook: {fault}.") from None
    if damaged:
        raise FileUnreadable(f"The workbook is damaged at {damaged}.")
