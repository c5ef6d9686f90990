"""What the guide for tenant admins says is so."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from rules import Catalogue, check, complete_case, decide, load
from rules.feel.logic import is_identical
from rules.feel.reference import reference
from rules.sheets.grid_reading import read_grids

from .feel.evaluation import evaluate, holds

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "rules.md").read_text()
EXAMPLES = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
DECODER = msgspec.json.Decoder(float_hook=Decimal)
KNOWN = Catalogue(
    frozenset({"seniors", "orders", "legal", "desk", "stock"}),
    frozenset({"order_review", "order_entry", "pick"}),
    frozenset({"credit_check"}),
)


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the table under a heading, code marks taken off."""
    section = GUIDE.partition(f"## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in re.split(r"(?<= )\|(?= )", line[1:-1])] for line in lines]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_ruleset_of_the_guide_passes_its_own_tests(example: str) -> None:
    content: Any = DECODER.decode(example)
    loaded = load(content)
    assert loaded.tests
    assert check(loaded, KNOWN).errors == ()


@pytest.mark.parametrize(("cell", "does", "does_not"), rows("Cells"), ids=lambda text: text)
def test_every_cell_of_the_guide_holds_for_what_it_says(cell: str, does: str, does_not: str) -> None:
    assert not does or holds(cell, evaluate(does)) is True
    assert not does_not or holds(cell, evaluate(does_not)) is not True


@pytest.mark.parametrize(("text", "expected"), rows("Expressions"), ids=lambda text: text)
def test_every_expression_of_the_guide_gives_what_it_says(text: str, expected: str) -> None:
    assert is_identical(evaluate(text), evaluate(expected))


def test_the_reference_of_functions_is_what_their_declarations_say() -> None:
    """Write it anew: `python -c "from rules.feel.reference import reference as r; print(r(), end='')"`."""
    assert (DOCS / "rules-functions.md").read_text() == reference()


def test_the_spreadsheet_of_the_guide_is_read_as_it_says() -> None:
    lines = GUIDE.partition("| Route |")[2].partition("\n\n")[0].splitlines()
    grid = [["Route"], *([cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:])]
    ruleset = load(read_grids([("Route", grid, lambda row, column: f"{row},{column}")]).content)
    for lines_of_order, queue, priority in (([1, 2, 3, 4], "seniors", 80), ([], "orders", 50)):
        document = {"total": 10_000, "lines": lines_of_order}
        case = complete_case({"document": document}, type="order", tenant={}, now="2026-01-01T00:00:00Z")
        (action,) = decide(ruleset, case).actions
        assert (action.payload["queue"], action.payload["priority"]) == (queue, priority)
