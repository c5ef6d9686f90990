"""Values that stand for all values of an input, as far as the cells of a table tell them apart."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..feel.numbers import NUMERIC, Number
from ..feel.scope import Env, Run
from ..index.cells import Interval, SimpleCell, simple
from ..index.columns import as_spans
from ..tables import Condition, Rule, Table

MAX_VALUES = 4_000
_OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Domain:
    """The values of one input, numbers first and in order; `usual` has the bits of those whose lack is a gap."""

    values: tuple[Any, ...]
    numbers: tuple[Number, ...]
    usual: int

    @property
    def all(self) -> int:
        return (1 << len(self.values)) - 1

    def side(self, condition: Condition, cell: SimpleCell) -> int:
        """Give the bits of the values for which a cell holds."""
        result = 0
        for span in as_spans(cell):
            first, beyond = self._places(span)
            result |= ((1 << max(beyond - first, 0)) - 1) << first
        env = Env({}, Run({}))
        for place in range(len(self.numbers), len(self.values)):
            if condition.cell.test(self.values[place], env) is True:
                result |= 1 << place
        return result

    def _places(self, span: Interval) -> tuple[int, int]:
        below = bisect_left if span.has_low else bisect_right
        above = bisect_right if span.has_high else bisect_left
        first = 0 if span.low is None else below(self.numbers, span.low)
        return first, len(self.numbers) if span.high is None else above(self.numbers, span.high)


@dataclass(frozen=True, slots=True)
class Box:
    """A rule as sets of values, one for each input; `is_exact` where it holds for all of them, whatever else."""

    sides: tuple[int, ...]
    is_exact: bool

    @property
    def is_empty(self) -> bool:
        return not all(self.sides)


def domains(table: Table) -> list[Domain]:
    """Give a domain for each input."""
    cells: list[list[SimpleCell]] = [[] for _ in table.inputs]
    for rule in table.rules:
        for condition in rule.conditions:
            cell = simple(condition.cell.tests)
            if cell is not None:
                cells[condition.input].append(cell)
    shapes = [each.shape for each in table.inputs]
    return [_domain(found, shape.values if shape else None) for found, shape in zip(cells, shapes, strict=True)]


def _domain(cells: list[SimpleCell], listed: tuple[Any, ...] | None) -> Domain:
    literals = [literal for cell in cells for literal in cell.literals]
    strings = sorted({literal for literal in literals if type(literal) is str})
    others: list[Any] = [*strings, _unlike(strings)] if strings else []
    if any(type(literal) is bool for literal in literals):
        others += [True, False]
    unusual = [None, _unlike([*strings, *others, *(listed or ())]), True, False]
    numbers = _numbers(cells)
    if listed is not None:
        numbers = sorted({*numbers, *(each for each in listed if type(each) in NUMERIC)})
        others = [*others, *(each for each in listed if type(each) not in NUMERIC)]
    values = (*numbers, *others, *unusual) if numbers else (*others, *unusual, Decimal("-0.5"))
    allowed = values[: len(numbers) + len(others)]
    usual = sum(1 << place for place, value in enumerate(allowed) if listed is None or value in listed)
    return Domain(values, tuple(numbers), usual)


def _unlike(strings: list[Any]) -> str:
    found = _OTHER
    while found in strings:
        found += "!"
    return found


def _numbers(cells: list[SimpleCell]) -> list[Number]:
    """Give in order every end of an interval, a number between any two neighbours, and one beyond each side."""
    ends: set[Number] = set()
    for cell in cells:
        ends.update(end for span in cell.intervals for end in (span.low, span.high) if end is not None)
        ends.update(each for each in cell.literals if type(each) in (int, Decimal))  # type: ignore[misc]  # mypy narrows no `in`
    ordered = sorted(ends)
    if not ordered:
        return []
    between = [_middle(low, high) for low, high in pairwise(ordered)]
    return sorted([*ordered, *between, ordered[0] - 1, ordered[-1] + 1])


def _middle(low: Number, high: Number) -> Number:
    if type(low) is int and type(high) is int and high - low > 1:
        return (low + high) // 2
    return (Decimal(low) + Decimal(high)) / 2


def boxes(table: Table, found: list[Domain]) -> list[Box]:
    """Give each rule's box; a cell that only evaluation can tell may hold for every value."""
    sides: dict[tuple[int, str], int] = {}
    return [_box(rule, found, sides) for rule in table.rules]


def _box(rule: Rule, found: list[Domain], sides: dict[tuple[int, str], int]) -> Box:
    box = [domain.all for domain in found]
    is_exact = rule.only_if is None
    for condition in rule.conditions:
        cell = simple(condition.cell.tests)
        if cell is None:
            is_exact = False
            continue
        key = condition.input, condition.cell.text
        if key not in sides:
            sides[key] = found[condition.input].side(condition, cell)
        box[condition.input] = sides[key]
    return Box(tuple(box), is_exact)
