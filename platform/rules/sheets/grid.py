"""Sheets as grids of text, as spreadsheets and CSV hold them.

    Route new orders
    on        received
    FIRST     document.total   if                         create_task.queue   create_task.priority
    big       >= 10000         count(document.lines) > 3  seniors             80
    else      -                                           orders

The title, the row `on` and a row `values` under the outputs (in falling priority) may be missing; so may the names of
rules. A word alone under an output is a string; anything else is FEEL. A blank row ends a table.
"""

from collections.abc import Iterator, Sequence

from .constants import feel_text, json_value
from .sheet import IF, Output, Row, Sheet

ON, VALUES, ORDER, NONE = "on", "values", "order", "-"
Grid = list[list[str]]


def grid_of(sheet: Sheet) -> Grid:
    """Draw a sheet."""
    has_if = any(row.condition for row in sheet.rows)
    policy = " ".join(filter(None, (sheet.hit_policy, sheet.aggregation)))
    blank = [""] * (len(sheet.inputs) + has_if)
    grid = [
        [sheet.name],
        [ON, sheet.event],
        [policy, *sheet.inputs, *[IF] * has_if, *(output.header for output in sheet.outputs)],
    ]
    is_alike = bool(sheet.rows) and sheet.rows[0].name.lower() in (VALUES, ORDER)
    if is_alike or any(output.values is not None for output in sheet.outputs):
        grid.append([VALUES, *blank, *map(_listed, sheet.outputs)])
    if is_alike or any(output.priority for output in sheet.outputs):
        grid.append([ORDER, *blank, *(str(output.priority or "") for output in sheet.outputs)])
    return [*grid, *(_line(row, has_if) for row in sheet.rows)]


def _listed(output: Output) -> str:
    if output.values is None:
        return ""
    return ", ".join(map(feel_text, output.values)) or NONE


def _line(row: Row, has_if: bool) -> list[str]:
    condition = [row.condition or ""] if has_if else []
    return [row.name, *(test or "-" for test in row.tests), *condition, *(_bare(entry or "") for entry in row.entries)]


def _bare(text: str) -> str:
    """Leave the quotes out where a word is taken for a string all the same."""
    inner = text[1:-1]
    return inner if text == f'"{inner}"' and json_value(inner) == inner and inner.strip() == inner else text


def blocks(grid: Sequence[Sequence[str]]) -> Iterator[tuple[int, Grid]]:
    """Give the tables of a grid, each with the place of its first row; blank rows stand between them."""
    block: Grid = []
    for place, row in enumerate([*grid, []]):
        if any(cell.strip() for cell in row):
            block.append([cell.strip() for cell in row])
        elif block:
            yield place - len(block), block
            block = []
