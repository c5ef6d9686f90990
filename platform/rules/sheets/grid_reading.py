"""Reads the tables of a grid, with the cells in which their parts stand."""

from collections.abc import Callable, Sequence
from typing import Any

from ..tables import AGGREGATIONS, HIT_POLICIES
from .constants import json_value
from .grid import NONE, ON, ORDER, VALUES, Grid, blocks
from .reading import TableReader
from .sheet import IF, Imported, Misfit, Output, Row, Sheet, SheetInvalid
from .slots import parse_header

Cell = Callable[[int, int], str]  # names a cell by row and column, from 0
_LETTERS = {"U": "UNIQUE", "F": "FIRST", "A": "ANY", "P": "PRIORITY", "R": "RULE ORDER", "O": "OUTPUT ORDER",
            "C": "COLLECT", "C+": "COLLECT SUM", "C<": "COLLECT MIN", "C>": "COLLECT MAX",
            "C#": "COLLECT COUNT"}  # fmt: skip
_POLICIES = {*HIT_POLICIES, *(f"COLLECT {each}" for each in AGGREGATIONS)}


def read_grids(grids: Sequence[tuple[str, Sequence[Sequence[str]], Cell]]) -> Imported:
    """Read all tables of named grids; raises SheetInvalid with everything that does not fit."""
    tables: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    misfits: list[Misfit] = []
    for name, grid, cell in grids:
        for first, block in blocks(grid):
            reader = _Block(name, block, _below(cell, first))
            places |= {f"/tables/{len(tables)}{pointer}": place for pointer, place in reader.places.items()}
            misfits += reader.misfits
            tables.append(reader.table)
    if not tables:
        misfits.append(Misfit(grids[0][0] if grids else "the file", "there is no table here"))
    if misfits:
        raise SheetInvalid(tuple(misfits))
    return Imported({"tables": tables}, places)


def is_header(line: Sequence[str]) -> bool:
    """Say whether a row is one of headers for certain: a hit policy, and more."""
    return any(line[1:]) and _policy(line) is not None


def _policy(header: Sequence[str]) -> str | None:
    """Read the indicator with which the row of headers begins."""
    text = " ".join(header[0].upper().split()) if header else ""
    return _LETTERS.get(text) or (text if text in _POLICIES else None)


def _below(cell: Cell, first: int) -> Cell:
    return lambda row, column: cell(first + row, column)


class _Block:
    """One table of a grid."""

    def __init__(self, name: str, block: Grid, cell: Cell) -> None:
        self._cell = cell
        self.misfits: list[Misfit] = []
        top = 0 if is_header(block[0]) else 1
        title = block[0][0] if top else name
        event = "received"
        if len(block) > top and block[top][0].lower() == ON:
            event, top = (block[top][1:] or [""])[0] or event, top + 1
        header = block[top] if len(block) > top else []
        policy = _policy(header)
        if policy is None:
            detail = f"a hit policy is expected here, before the inputs: {', '.join(HIT_POLICIES)}"
            self.misfits.append(Misfit(cell(top, 0), detail))
        sheet = self._sheet(title, event, policy or "UNIQUE", header, block, top + 1)
        reader = TableReader(sheet, self._place)
        self.table = reader.read()
        self.misfits += reader.misfits
        self.places = {"": cell(0, 0), **reader.places}

    def _sheet(self, title: str, event: str, policy: str, header: list[str], block: Grid, top: int) -> Sheet:
        self._columns = {text: column for column, text in enumerate(header) if column and text}
        self._check_header(header, top - 1)
        extra: dict[str, dict[str, str]] = {}
        for label in (VALUES, ORDER):  # once each, for a rule may have such a name, too
            if len(block) > top and block[top][0].lower() == label:
                extra[label] = self._named(block[top])
                top += 1
        self._top = top
        results = [text for text in self._columns if parse_header(text)]
        inputs = [text for text in self._columns if text not in results and text != IF]
        outputs = tuple(self._output(text, extra) for text in results)
        rows = [self._row(index, line, inputs, results) for index, line in enumerate(block[top:])]
        name, _, aggregation = policy.partition("COLLECT ")
        hit_policy = name or "COLLECT"
        return Sheet(title, event, hit_policy, aggregation or None, tuple(inputs), outputs, tuple(rows))

    def _check_header(self, header: list[str], top: int) -> None:
        for column, text in enumerate(header):
            if column and text and self._columns[text] != column:
                self.misfits.append(Misfit(self._cell(top, column), f"there is another column `{text}`"))

    def _named(self, line: list[str]) -> dict[str, str]:
        return {text: line[column] for text, column in self._columns.items() if column < len(line)}

    def _output(self, text: str, extra: dict[str, dict[str, str]]) -> Output:
        listed, order = extra.get(VALUES, {}).get(text), extra.get(ORDER, {}).get(text)
        values = None if not listed else [] if listed == NONE else json_value(f"[{listed}]")
        number = int(order) if order and order.isdecimal() else None
        return Output(text, tuple(values) if isinstance(values, list) else None, number)

    def _row(self, index: int, line: list[str], inputs: list[str], results: list[str]) -> Row:
        cells = self._named(line)
        for column, text in enumerate(line):
            if text and column and column not in self._columns.values():
                self.misfits.append(Misfit(self._cell(self._top + index, column), "this column has no header"))
        tests = tuple(cells.get(text) for text in inputs)
        return Row(line[0] or f"rule {index + 1}", tests, cells.get(IF), tuple(cells.get(text) for text in results))

    def _place(self, index: int | None, header: str) -> str:
        return self._cell(self._top - 1 if index is None else self._top + index, self._columns.get(header, 0))
