"""Finds rules that can never count, rules that hold at once, and cases that no rule takes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..feel.fuel import refuel
from ..report import Finding
from ..ruleset import Ruleset
from ..tables import SINGLE_POLICIES, ActionTemplate, Rule, Table
from .domains import MAX_VALUES, Domain, boxes, domains

MAX_FINDINGS = 20  # of a kind and table
MAX_PIECES = 300
MAX_WORK = 5_000_000  # rules times values


def coverage(ruleset: Ruleset) -> Iterator[Finding]:
    refuel()
    for place, table in enumerate(ruleset.tables):
        found = domains(table)
        values = sum(len(domain.values) for domain in found)
        if values > MAX_VALUES * max(1, len(found)) or values * len(table.rules) > MAX_WORK:
            continue
        yield from _Coverage(table, f"/tables/{place}", found).findings()


class _Coverage:
    def __init__(self, table: Table, pointer: str, found: list[Domain]) -> None:
        self._table = table
        self._pointer = pointer
        self._domains = found
        self._boxes = boxes(table, found)
        self._exact = sum(1 << index for index, box in enumerate(self._boxes) if box.is_exact)

    def findings(self) -> Iterator[Finding]:
        yield from self._unreachable()
        if self._table.hit_policy == "FIRST":
            yield from _few(self._hidden())
        if self._table.hit_policy in ("UNIQUE", "ANY"):
            yield from _few(self._overlaps())
        if self._table.hit_policy in SINGLE_POLICIES and self._domains:
            yield from self._gap()

    def _unreachable(self) -> Iterator[Finding]:
        for index, (rule, box) in enumerate(zip(self._table.rules, self._boxes, strict=True)):
            if box.is_empty:
                yield self._about("unreachable", index, f"`{rule.name}` holds for no value of its inputs", rule)

    def _hidden(self) -> Iterator[Finding]:
        """Find rules that an earlier one always wins over."""
        holding = self._rules_by_value()
        for index, rule in enumerate(self._table.rules):
            if self._boxes[index].is_empty:
                continue
            covering = self._exact & ((1 << index) - 1)
            for column, side in enumerate(self._boxes[index].sides):
                for place in _places(side):
                    covering &= holding[column][place]
            if covering:
                first = self._table.rules[next(_places(covering))]
                detail = f"`{rule.name}` never counts, as `{first.name}` before it holds wherever it does"
                yield self._about("hidden", index, detail, first, rule)

    def _overlaps(self) -> Iterator[Finding]:
        """Find rules that hold at once for certain."""
        holding = self._rules_by_value()
        for index, rule in enumerate(self._table.rules):
            if not self._boxes[index].is_exact:
                continue
            also = self._exact & ((1 << index) - 1)
            for column, side in enumerate(self._boxes[index].sides):
                if side != self._domains[column].all:
                    also &= _any(holding[column][place] for place in _places(side))
            for other in _places(also):
                earlier = self._table.rules[other]
                if self._table.hit_policy == "ANY" and _do_the_same(earlier, rule):
                    continue
                common = zip(self._boxes[other].sides, self._boxes[index].sides, strict=True)
                example = self._example(tuple(left & right for left, right in common))
                detail = f"`{earlier.name}` and `{rule.name}` both hold{example}"
                yield self._about("overlap", index, detail, earlier, rule)

    def _gap(self) -> Iterator[Finding]:
        left = [tuple(domain.usual for domain in self._domains)]
        for box in self._boxes:
            left = [piece for each in left for piece in _without(each, box.sides)]
            if not left or len(left) > MAX_PIECES:
                return
        if all(all(piece) for piece in left):
            detail = f"no rule holds{self._example(left[0])}"
            yield Finding("gap", self._pointer, detail, self._table.name)

    def _rules_by_value(self) -> list[list[int]]:
        """Give, for each input and value, the bits of the rules that hold for it whatever else."""
        columns = []
        for column, domain in enumerate(self._domains):
            rules = [0] * len(domain.values)
            for index, box in enumerate(self._boxes):
                for place in _places(box.sides[column] if box.is_exact else 0):
                    rules[place] |= 1 << index
            columns.append(rules)
        return columns

    def _example(self, sides: tuple[int, ...]) -> str:
        """Give a value for each input that a condition is about, a usual one if there is."""
        told = []
        for each, domain, side in zip(self._table.inputs, self._domains, sides, strict=True):
            if side not in (0, domain.usual, domain.all):
                place = next(_places(side & domain.usual or side))
                told.append(f"{each.text} = {_text(domain.values[place])}")
        return f", for example for {', '.join(told)}" if told else ""

    def _about(self, kind: str, index: int, detail: str, *rules: Rule) -> Finding:
        names = tuple(rule.name for rule in rules)
        return Finding(kind, f"{self._pointer}/rules/{index}", detail, self._table.name, names)


def _few(found: Iterator[Finding]) -> Iterator[Finding]:
    for _, finding in zip(range(MAX_FINDINGS), found, strict=False):
        yield finding


def _places(mask: int) -> Iterator[int]:
    """Give the places of the bits that are set, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _any(masks: Iterator[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result


def _without(piece: tuple[int, ...], sides: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Cut a box out of another; the pieces that are left do not overlap."""
    if not all(a & b for a, b in zip(piece, sides, strict=True)):
        yield piece
        return
    kept = list(piece)
    for column, side in enumerate(sides):
        outside = kept[column] & ~side
        if outside:
            yield (*kept[:column], outside, *kept[column + 1 :])
        kept[column] &= side


def _do_the_same(left: Rule, right: Rule) -> bool:
    """Say whether two rules do the same for certain; what is computed may differ, but need not."""
    if not all(action.is_constant for rule in (left, right) for action in rule.actions):
        return True
    return [_deed(action) for action in left.actions] == [_deed(action) for action in right.actions]


def _deed(action: ActionTemplate) -> tuple[str, dict[str, Any]]:
    return action.kind, {name: member.value for name, member in action.members.items()}


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    return format(value, "f") if type(value) is Decimal else str(value) if type(value) is int else f'"{value}"'
