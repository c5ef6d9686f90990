"""What an index can know of a cell: the literals that it is equal to, and the intervals of numbers that it spans."""

from dataclasses import dataclass

from ..feel import tree
from ..feel.numbers import NUMERIC, Number
from ..feel.tests_of_cells import constant_range
from ..feel.values import Range, Value

Literal = str | bool | Number | None


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from one to another; an end that is None is open for ever, one that is not `has` is left out."""

    low: Number | None
    high: Number | None
    has_low: bool = True
    has_high: bool = True


@dataclass(frozen=True, slots=True)
class SimpleCell:
    """A cell of literals and intervals only."""

    literals: tuple[Literal, ...]
    intervals: tuple[Interval, ...]
    is_negated: bool


def simple(tests: tree.UnaryTests) -> SimpleCell | None:
    """Describe a cell; None where only evaluation can tell."""
    literals: list[Literal] = []
    intervals: list[Interval] = []
    for test in tests.tests:
        if isinstance(test, tree.Literal) and _is_plain(test.value):
            literals.append(test.value)
        elif (interval := _interval(test)) is not None:
            intervals.append(interval)
        else:
            return None
    return SimpleCell(tuple(literals), tuple(intervals), tests.is_negated)


def _is_plain(value: Value) -> bool:
    return value is None or type(value) in (str, bool) or type(value) in NUMERIC


def _interval(test: tree.Node) -> Interval | None:
    if isinstance(test, tree.RangeOf):
        span = constant_range(test)
        return _of_range(span) if span is not None else None
    if not isinstance(test, tree.Compared) or not isinstance(test.operand, tree.Literal):
        return None
    end = test.operand.value
    if type(end) not in NUMERIC:
        return None
    match test.operator:
        case "<" | "<=":
            return Interval(None, end, has_high=test.operator == "<=")
        case ">" | ">=":
            return Interval(end, None, has_low=test.operator == ">=")
    return None


def _of_range(span: Range) -> Interval | None:
    if type(span.low) not in NUMERIC or type(span.high) not in NUMERIC:
        return None
    return Interval(span.low, span.high, span.has_low, span.has_high)
