"""Finds the rules of a table that hold for a case, by the indexes of its inputs."""

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from ..feel.members import member
from ..feel.numbers import Number
from ..feel.scope import Env
from ..feel.values import Value
from ..tables import Condition, Rule, Table
from .columns import BLOCK, Column, Literals
from .spans import Spans, as_float

SHIFT = BLOCK.bit_length() - 1


# What is still to be asked of a case, block by block: a number with its float, or a value that is to be hashed.
SpanLook = tuple[list[Spans], Number, float]
LiteralLook = tuple[list[Literals], Value]


class Matcher:
    """The index of one table."""

    __slots__ = ("_all", "_checks", "_columns", "_last", "_table")

    def __init__(self, table: Table) -> None:
        self._table = table
        self._last = len(table.rules) - 1
        self._all = (1 << len(table.rules)) - 1
        inputs = zip(table.inputs, _by_input(table), strict=True)
        columns = [(each, Column(conditions)) for each, conditions in inputs]
        self._checks = _checks(table, [column for _, column in columns])
        columns.sort(key=lambda each: each[1].density)
        self._columns = [
            (each.path, each.code, column.spans, column.literals.by_type, column) for each, column in columns
        ]

    def hits(self, env: Env) -> Iterator[int]:
        """Give the places of the rules that hold, in their order."""
        spans: list[SpanLook] = []
        literals: list[LiteralLook] = []
        mask = self._candidates(env, spans, literals)
        checks, last = self._checks, self._last
        while mask:
            low = (mask.bit_length() - 1) >> SHIFT << SHIFT
            window = mask >> low
            mask ^= window << low
            for blocks, value, approximate in spans:
                block = blocks[low >> SHIFT]
                place = bisect_left(block.floats, approximate)
                if block.floats[place] == approximate:
                    window &= block.exact(value, place)
                else:
                    window &= block.segments[2 * place]
                if not window:
                    break
            for hashes, literal in literals:
                window &= hashes[low >> SHIFT].look(literal)
            while window:
                top = window.bit_length() - 1
                window ^= 1 << top
                index = last - low - top
                if index not in checks or self._holds(checks[index], env):
                    yield index

    def _candidates(self, env: Env, spans: list[SpanLook], literals: list[LiteralLook]) -> int:
        """Give the rules that whole bit sets leave, and note what has to be asked block by block."""
        mask, names = self._all, env.names
        for path, code, blocks, by_type, column in self._columns:
            if path is None:
                value = code(env)
            else:
                value = names
                for key in path:
                    value = value.get(key) if type(value) is dict else member(value, key)
            kind = type(value)
            if blocks and (kind is int or kind is Decimal):
                try:
                    spans.append((blocks, value, float(value)))
                except OverflowError:
                    spans.append((blocks, value, as_float(value)))
                continue
            known = by_type.get(kind)
            if known is None:
                mask &= column.evaluated(value, env)
            elif column.blocks:
                literals.append((column.blocks, value))
            else:
                mask &= known[0].get(value, known[1])
            if not mask:
                break
        return mask

    def _holds(self, rule: Rule, env: Env) -> bool:
        for condition in rule.conditions:
            value = self._table.inputs[condition.input].code(env)
            if condition.cell.test(value, env) is not True:
                return False
        return rule.only_if is None or rule.only_if.code(env) is True


def _by_input(table: Table) -> list[list[Condition | None]]:
    """Give each input's conditions, from the last rule to the first."""
    columns: list[list[Condition | None]] = [[None] * len(table.rules) for _ in table.inputs]
    for bit, rule in enumerate(reversed(table.rules)):
        for condition in rule.conditions:
            columns[condition.input][bit] = condition
    return columns


def _checks(table: Table, columns: list[Column]) -> dict[int, Rule]:
    """Give what of each rule has to be evaluated, because no index knows it."""
    checks: dict[int, Rule] = {}
    for index, rule in enumerate(table.rules):
        bit = len(table.rules) - 1 - index
        unindexed = tuple(each for each in rule.conditions if bit in columns[each.input].unindexed)
        if unindexed or rule.only_if is not None:
            checks[index] = Rule(rule.name, unindexed, rule.only_if, ())
    return checks
