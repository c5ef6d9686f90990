"""One input of a table, indexed: from its value to the bits of the rules whose cells hold.

Literals are whole bit sets in a hash for each type while they are few, else one hash for each block of 2,048 rules;
intervals are segments of such blocks. What has no index, lists among it, is evaluated cell by cell.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ..feel.scope import Env
from ..feel.tests_of_cells import Test
from ..feel.values import Value
from ..tables import Condition
from .bits import bits
from .cells import Interval, Literal, SimpleCell, simple
from .spans import Spans, complement

BLOCK = 2048
MAX_WHOLE = 1024  # values of one column that each have a bit set over all rules
PLAIN = frozenset({str, bool, int, Decimal, type(None)})
TYPES: tuple[type, ...] = (str, bool, int, type(None))  # int stands for all numbers


class Literals:
    """For each type, the bits of the rules that hold for a value, and those for every other value of that type."""

    __slots__ = ("by_type",)

    def __init__(self, cells: Iterable[tuple[int, SimpleCell]], always: int, size: int) -> None:
        listed = list(cells)
        found = {each: _of_type(each, listed, always, size) for each in TYPES}
        self.by_type: dict[type, tuple[dict[Any, int], int]] = {**found, Decimal: found[int]}

    def look(self, value: Value) -> int:
        """Give the bits for a value of a type that has an index."""
        bits_of, other = self.by_type[type(value)]
        return bits_of.get(value, other)


def _of_type(wanted: type, cells: list[tuple[int, SimpleCell]], always: int, size: int) -> tuple[dict[Any, int], int]:
    equal: dict[Literal, list[int]] = {}
    unequal: dict[Literal, list[int]] = {}
    unless: list[int] = []
    for bit, cell in cells:
        of_type = [literal for literal in cell.literals if _type(literal) is wanted]
        if not cell.is_negated:
            for literal in of_type:
                equal.setdefault(literal, []).append(bit)
        elif _excludes(cell, wanted):
            unless.append(bit)
            for literal in of_type:
                unequal.setdefault(literal, []).append(bit)
    other = always | bits(unless, size)
    values = {**dict.fromkeys(equal), **dict.fromkeys(unequal)}
    return {
        value: (other & ~bits(unequal.get(value, ()), size)) | bits(equal.get(value, ()), size) for value in values
    }, other


def _excludes(cell: SimpleCell, wanted: type) -> bool:
    """Say whether `not(…)` holds for other values of a type: not where a comparison of types is null."""
    types = {_type(literal) for literal in cell.literals}
    return not cell.intervals and (wanted is type(None) or types <= {wanted, type(None)})


def _type(literal: Literal) -> type:
    return int if type(literal) is Decimal else type(literal)


class Column:
    """The index of one input; `unindexed` are the rules whose cell has to be evaluated as well."""

    def __init__(self, conditions: list[Condition | None]) -> None:
        """Take the input's condition of each rule, from the last rule to the first; None where it has none."""
        size = self._size = len(conditions)
        cells = [(bit, each.cell.tests) for bit, each in enumerate(conditions) if each is not None]
        described = [(bit, simple(tests)) for bit, tests in cells]
        known = [(bit, cell) for bit, cell in described if cell is not None]
        self._equal = _equal(known)
        self._others = _others(conditions, described)
        self.unindexed = frozenset(bit for bit, cell in described if cell is None)
        self._without = bits((bit for bit, each in enumerate(conditions) if each is None), size)
        always = self._without | bits(self.unindexed, size)
        self.spans = _span_blocks(known, always, size)
        distinct = {literal for _, cell in known for literal in cell.literals}
        is_whole = size <= BLOCK or len(distinct) <= MAX_WHOLE
        self.literals = Literals(known if is_whole else (), always, size)
        self.blocks = [] if is_whole else _literal_blocks(known, always, size)

    def evaluated(self, value: Value, env: Env) -> int:
        """Give the bits for a value that has no index: a list by its elements, and each different cell evaluated once.

        What is neither of those types nor a list of them passes no literal and no interval.
        """
        places = [place for test, found in self._others if test(value, env) is True for place in found]
        for element in value if type(value) is list else ():
            if type(element) in PLAIN:
                places += self._equal.get((_type(element), element), ())
        return self._without | bits(places, self._size)

    @property
    def density(self) -> float:
        """How many rules of a block are left by a look at its intervals; the least are asked first."""
        return self.spans[0].density if self.spans else 0.0


def _equal(cells: list[tuple[int, SimpleCell]]) -> dict[tuple[type, Literal], list[int]]:
    """Give the rules of each literal: a list that contains it passes."""
    found: dict[tuple[type, Literal], list[int]] = {}
    for bit, cell in cells:
        for literal in () if cell.is_negated else cell.literals:
            found.setdefault((_type(literal), literal), []).append(bit)
    return found


def _others(
    conditions: list[Condition | None], described: list[tuple[int, SimpleCell | None]]
) -> list[tuple[Test, list[int]]]:
    """Give the different cells that only evaluation can tell for a list, with their rules."""
    found: dict[str, tuple[Test, list[int]]] = {}
    for bit, cell in described:
        condition = conditions[bit]
        if condition is not None and (cell is None or cell.is_negated):
            found.setdefault(condition.cell.text, (condition.cell.test, []))[1].append(bit)
    return list(found.values())


def _in_blocks(cells: list[tuple[int, SimpleCell]], size: int) -> list[list[tuple[int, SimpleCell]]]:
    blocks: list[list[tuple[int, SimpleCell]]] = [[] for _ in range(0, size, BLOCK)]
    for bit, cell in cells:
        blocks[bit // BLOCK].append((bit % BLOCK, cell))
    return blocks


def _always_in(always: int, block: int) -> int:
    return (always >> (block * BLOCK)) & ((1 << BLOCK) - 1)


def _literal_blocks(cells: list[tuple[int, SimpleCell]], always: int, size: int) -> list[Literals]:
    blocks = _in_blocks(cells, size)
    return [Literals(block, _always_in(always, index), BLOCK) for index, block in enumerate(blocks)]


def _span_blocks(cells: list[tuple[int, SimpleCell]], always: int, size: int) -> list[Spans]:
    """Index the numbers of a column that has intervals; its numeric literals are intervals of one number."""
    if not any(cell.intervals for _, cell in cells):
        return []
    blocks = _in_blocks(cells, size)
    return [
        Spans(((bit, as_spans(cell)) for bit, cell in block), _always_in(always, index))
        for index, block in enumerate(blocks)
    ]


def as_spans(cell: SimpleCell) -> tuple[Interval, ...]:
    """Give the numbers for which a cell is true."""
    numbers = [literal for literal in cell.literals if _type(literal) is int]
    spans = (*cell.intervals, *(Interval(number, number) for number in numbers))  # type: ignore[arg-type]  # ints only
    if not cell.is_negated:
        return spans
    others = [literal for literal in cell.literals if _type(literal) not in (int, type(None))]
    return () if others else complement(spans)
