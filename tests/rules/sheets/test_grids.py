"""A ruleset drawn as a grid and read again is the same ruleset; what does not fit is said with its cell."""

from typing import Any

import pytest
from hypothesis import given, settings

from rules import load
from rules.sheets.drawing import sheet_of
from rules.sheets.grid import Grid, grid_of
from rules.sheets.grid_reading import read_grids
from rules.sheets.sheet import Imported, SheetInvalid

from .rulesets import rulesets


def cell(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def read(grid: Grid) -> Imported:
    return read_grids([("Sheet1", grid, cell)])


def drawn(content: dict[str, Any]) -> Grid:
    return [line for table in content["tables"] for line in [*grid_of(sheet_of(table)), []]]


@settings(max_examples=50)
@given(rulesets())
def test_what_is_drawn_and_read_again_is_the_same(content: dict[str, Any]) -> None:
    load(content)
    assert read(drawn(content)).content == content


ROUTE: Grid = [
    ["Route"],
    ["on", "task.check"],
    ["F", "document.total", "if", "create_task.queue", "create_task.priority", "run.with.amount"],
    ["big", ">= 10000", "count(document.lines) > 3", "seniors", "80", "document.total * 1.1"],
    ["", "-", "", "orders-desk"],
]


def test_a_table_is_read_as_people_draw_it() -> None:
    task = {"create_task": {"queue": "seniors", "priority": 80}}
    assert read(ROUTE).content == {
        "tables": [
            {
                "name": "Route",
                "on": "task.check",
                "hit_policy": "FIRST",
                "rules": [
                    {
                        "name": "big",
                        "when": {"document.total": ">= 10000"},
                        "if": "count(document.lines) > 3",
                        "then": [task, {"run": {"with": {"amount": "=document.total * 1.1"}}}],
                    },
                    {"name": "rule 2", "when": {}, "then": [{"create_task": {"queue": "orders-desk"}}]},
                ],
            }
        ]
    }


def test_title_and_event_may_be_missing_and_tables_stand_below_each_other() -> None:
    table = [["C+", "document.a", "set.score"], ["one", "1", "10"]]
    found = read([[""], *table, ["", ""], *table]).content["tables"]
    assert [(each["name"], each["on"], each["hit_policy"], each["aggregation"]) for each in found] == [
        ("Sheet1", "received", "COLLECT", "SUM")
    ] * 2


def test_priorities_stand_under_their_outputs() -> None:
    grid = [["P", "document.a", "create_task.queue"], ["values", "", 'seniors, "desk 2"'], ["one", "1", "seniors"]]
    ranked = [{"name": "create_task.queue", "values": ["seniors", "desk 2"]}]
    assert read([["T"], *grid]).content["tables"][0]["outputs"] == ranked


def test_every_part_of_a_table_has_its_cell() -> None:
    places = read(ROUTE).places
    assert places["/tables/0/rules/0/when/document.total"] == "B4"
    assert places["/tables/0/rules/0/if"] == "C4"
    assert places["/tables/0/rules/0/then/0/create_task/priority"] == "E4"
    assert places["/tables/0/rules/0/then/1/run/with/amount"] == "F4"
    assert places["/tables/0/rules/1"] == "A5"


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        ([], "Sheet1: there is no table here"),
        ([["T"], ["first come", "document.a"]], "A2: a hit policy is expected here"),
        ([["T"], ["F", "document.a", "document.a"]], "B2: there is another column `document.a`"),
        ([["T"], ["F", "document.a"], ["one", "1", "x"]], "C3: this column has no header"),
        ([["T"], ["F", "a", "close"], ["one", "1", "now"]], "C3: a column without a path holds a whole action"),
        ([["T"], ["F", "set.a", "set.a.b"], ["one", "1", "2"]], "C3: `set.a.b` is given twice"),
    ],
)
def test_what_does_not_fit_is_said_with_its_cell(grid: Grid, said: str) -> None:
    with pytest.raises(SheetInvalid) as invalid:
        read(grid)
    assert said in str(invalid.value)
