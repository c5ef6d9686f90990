"""Decision tables in Excel workbooks, a worksheet for each, and in CSV, one below the other."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from rules.sheets.drawing import sheet_of
from rules.sheets.grid import Grid, grid_of
from rules.sheets.grid_reading import is_header, read_grids
from rules.sheets.sheet import SheetInvalid

from .source import FileUnusable, Source, nearest

DELIMITERS = (",", ";", "\t")  # what Excel writes depends on the language of its user
MAX_TITLE = 31  # characters of a worksheet's name
WIDEST = 60
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
NamedGrid = tuple[str, Grid, Callable[[int, int], str]]


def read_workbook(path: Path, data: bytes) -> Source:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [(name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
        grids = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in sheets]
    except (CalamineError, OSError) as error:
        raise FileUnusable(f"{path}: no workbook: {error}.") from error
    return _read(path, [(name, [[*map(_text, row)] for row in grid], _cell_of(name)) for name, grid in grids])


def read_csv(path: Path, data: bytes) -> Source:
    try:
        text = data.decode("utf-8-sig")
        parsed = [_rows(text, delimiter) for delimiter in DELIMITERS]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileUnusable(f"{path}: no CSV in UTF-8: {error}.") from error
    lines, grid = next((each for each in parsed if any(map(is_header, each[1]))), parsed[0])
    return _read(path, [(path.stem, grid, lambda row, column: f"line {lines[row]}, column {xl_col_to_name(column)}")])


def _rows(text: str, delimiter: str) -> tuple[list[int], Grid]:
    """Give the rows, each with the line on which it ends."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    numbered = [(reader.line_num, row) for row in reader]
    return [line for line, _ in numbered], [row for _, row in numbered]


def _read(path: Path, grids: Sequence[NamedGrid]) -> Source:
    try:
        imported = read_grids(grids)
    except SheetInvalid as error:
        raise FileUnusable("\n".join(f"{path}: {each.place}: {each.detail}" for each in error.misfits)) from error
    return Source(imported.content, nearest(imported.places), imported.notes)


def _cell_of(sheet: str) -> Callable[[int, int], str]:
    return lambda row, column: f"{sheet}!{xl_rowcol_to_cell(row, column)}"


def _text(cell: Any) -> str:
    """Give a cell as FEEL: what Excel holds as a number, a date or a truth is no text there."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime() | date() | time():
            return f'@"{cell.isoformat()}"'
        case timedelta():
            return f'@"PT{int(cell.total_seconds())}S"'
    return str(cell)


def write_workbook(content: Mapping[str, Any]) -> bytes:
    """Write every table on a worksheet of its own, all cells as text."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True})
        titles: list[str] = []
        for table in content["tables"]:
            titles.append(_title(table["name"], titles))
            sheet = workbook.add_worksheet(titles[-1])
            grid = grid_of(sheet_of(table))
            for row, line in enumerate(grid):
                is_bold = row == 0 or is_header(line)
                for column, text in enumerate(line):
                    sheet.write_string(row, column, text, bold if is_bold else None)
            for column, width in enumerate(_widths(grid)):
                sheet.set_column(column, column, width)
    return buffer.getvalue()


def _widths(grid: Grid) -> list[int]:
    columns = max(map(len, grid))
    return [min(WIDEST, 2 + max(len(line[column]) for line in grid if column < len(line))) for column in range(columns)]


def _title(name: str, taken: Sequence[str]) -> str:
    """Give a worksheet's name, which is short, has no odd characters and is unique whatever its case."""
    short = _NOT_IN_TITLES.sub(" ", name)[:MAX_TITLE].strip() or "table"
    lower, title, number = {each.lower() for each in taken}, short, 2
    while title.lower() in lower:
        suffix = f" {number}"
        title, number = short[: MAX_TITLE - len(suffix)] + suffix, number + 1
    return title


def write_csv(content: Mapping[str, Any]) -> str:
    """Write the tables one below the other, a blank line between them."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    for place, table in enumerate(content["tables"]):
        writer.writerows([[], *grid_of(sheet_of(table))] if place else grid_of(sheet_of(table)))
    return text.getvalue()
