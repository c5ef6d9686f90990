"""Reads the demo's CSV files as they were found; knows their two faults: text for "unknown", and unquoted commas."""

import csv
from collections.abc import Iterator
from pathlib import Path

from .errors import BrokenFile

DATA = Path(__file__).parent / "data"
NORTHWIND = DATA / "northwind"
CLAIMS = DATA / "claims"

Row = dict[str, str]


def read_rows(path: Path, *, unknown: str, with_commas: str | None = None) -> Iterator[Row]:
    """The rows of a file; cells that say `unknown` are left out, surplus cells are joined in column `with_commas`."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        for cells in reader:
            try:
                whole = join_surplus(header, cells, with_commas)
            except ValueError as fault:
                raise BrokenFile(path.name, reader.line_num, str(fault)) from None
            yield {name: cell for name, cell in zip(header, whole, strict=True) if cell != unknown}


def join_surplus(header: list[str], cells: list[str], column: str | None) -> list[str]:
    """The cells with those that unquoted commas split off put back into `column`."""
    surplus = len(cells) - len(header)
    if surplus == 0:
        return cells
    if surplus < 0 or column is None:
        raise ValueError(f"{len(cells)} cells for {len(header)} columns")
    at = header.index(column)
    return [*cells[:at], ",".join(cells[at : at + surplus + 1]), *cells[at + surplus + 1 :]]
