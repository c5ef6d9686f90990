"""A look at candidates, reduced to what the RETE engine durable_rules (2.0.28) does right: joins, negations and
combinations of small facts of ints. This module does not know the engine's module, only its language.

What an item is to one member is one fact `{id, r: role, i: item, o: 1, t, u: time, …}`; a role is a member in one
alternative. Every rule is a flat list of members, each an AND of comparisons of ints with those before it. Each
peculiarity below avoids a fault that was found in the engine.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from .candidates import Candidate
from .matches import Match, counted, of_sets
from .pattern import Comparison, Pattern
from .ranks import Rank, by_identity, by_order

Fact = dict[str, Any]
Test = dict[str, Any]

FLIPPED = {"<": "$gt", "<=": "$gte", ">": "$lt", ">=": "$lte"}
"""The later member is asked about the earlier one: `a.x < b.x` is tested of b, as `x > a.x`."""
ALWAYS_TRUE = {"$gte": {"o": {"m0": "o"}}}
"""Stands last in every AND of a joined member: the engine reads out of bounds where the last test of an AND is
false."""


class Program(Struct, frozen=True):
    """`rules` by name; `turns`: facts that are looked at together, in a memory of their own each. What the engine finds
    are lists of a rule's number and the items of its members."""

    rules: dict[str, Any]
    turns: list[list[Fact]]


def reduce(pattern: Pattern, candidates: Sequence[Candidate], fixed: int | None = None) -> Program:
    """`candidates` are of one key, limited, in order of receipt; `fixed`: only sets with this one in them."""
    reduction = _Reduction(pattern, candidates)
    if pattern.count is not None:
        fixed = None  # which items are counted together depends on all of them
    turns = [None] if fixed is None else sorted({place for places in pattern.alternatives for place in places})
    facts = [reduction.facts(fixed, place) for place in turns]
    return Program(reduction.rules(), [each for each in facts if each])  # an empty batch crashes the engine


def understood(
    pattern: Pattern, candidates: Sequence[Candidate], found: Sequence[Sequence[int]], fixed: int | None
) -> list[Match]:
    """What the engine found, as matches: one for each set of items, the newest first."""
    if pattern.count is not None:
        return counted(pattern, candidates, [items[0] for _, *items in found], fixed)
    alternatives = pattern.alternatives
    return of_sets(Match(tuple(items), alternatives[rule]) for rule, *items in found)


class _Role(Struct, frozen=True):
    """A member (by its place) in one alternative (`rule`), there the `nth`."""

    number: int
    rule: int
    nth: int
    place: int


class _Reduction:
    def __init__(self, pattern: Pattern, candidates: Sequence[Candidate]) -> None:
        self._pattern = pattern
        self._candidates = candidates
        self._first_us = candidates[0].at_us if candidates else 0
        self._rules = [[*places, *pattern.negated] for places in pattern.alternatives]
        taken = [(rule, nth, place) for rule, places in enumerate(self._rules) for nth, place in enumerate(places)]
        self._roles = [_Role(number, *each) for number, each in enumerate(taken)]
        self._ranks = [_ranks(number, each, candidates) for number, each in enumerate(pattern.comparisons)]

    def rules(self) -> dict[str, Any]:
        """A rule for each alternative: the engine's own `any` is wrong."""
        rules: dict[str, Any] = {f"v{number}": {"all": []} for number in range(len(self._rules))}
        for role in self._roles:
            name = f"m{role.nth}$not" if self._is_negated(role) else f"m{role.nth}"
            rules[f"v{role.rule}"]["all"].append({name: {"$and": self._tests(role)}})
        return rules

    def facts(self, fixed: int | None, turn: int | None) -> list[Fact]:
        """One for each role that a candidate may take. A fixed one takes the place whose `turn` it is, and no other;
        since it is in every set, it rules nothing out either. Negated ones come first: the engine does not take back
        what it found before they came."""
        return [
            self._fact(role, number)
            for role in sorted(self._roles, key=lambda role: not self._is_negated(role))
            for number, each in enumerate(self._candidates)
            if each.fits[role.place] and (turn is None or self._has_turn(role, is_fixed=number == fixed, turn=turn))
        ]

    def _has_turn(self, role: _Role, *, is_fixed: bool, turn: int) -> bool:
        if turn not in self._rules[role.rule]:
            return False
        return (not is_fixed) if self._is_negated(role) else is_fixed == (role.place == turn)

    def _is_negated(self, role: _Role) -> bool:
        return role.place >= self._pattern.negated_from

    def _tests(self, role: _Role) -> list[Test]:
        """A flat AND: beside an `$or` the engine forgets joins."""
        earlier = range(min(role.nth, len(self._rules[role.rule]) - len(self._pattern.negated)))
        tests: list[Test] = [{"r": role.number}]
        for nth in earlier:
            tests += [{"$lte": {"t": {f"m{nth}": "u"}}}, {"$gte": {"u": {f"m{nth}": "t"}}}]
            tests.append(self._unlike(role, nth))
        for number, comparison in self._pattern.compared_with(role.place):
            places = self._rules[role.rule]
            if comparison.left.place in places:
                tests += _compare(number, comparison, f"m{places.index(comparison.left.place)}")
        return [*tests, ALWAYS_TRUE if role.nth else {"o": 1}]

    def _unlike(self, role: _Role, nth: int) -> Test:
        """Another item; of two members that ask for the same, the later item: else every order of a set is made."""
        is_twin = nth == role.nth - 1 and not self._is_negated(role) and self._are_twins(role.place - 1, role.place)
        return {"$gt" if is_twin else "$neq": {"i": {f"m{nth}": "i"}}}

    def _are_twins(self, place: int, other: int) -> bool:
        compared = {side.place for each in self._pattern.comparisons for side in (each.left, each.right)}
        return not compared & {place, other} and self._pattern.members[place].asks_as(self._pattern.members[other])

    def _fact(self, role: _Role, number: int) -> Fact:
        at = self._candidates[number].at_us - self._first_us
        fact: Fact = {"id": f"{role.number}_{number}", "r": role.number, "i": number, "o": 1}
        fact |= {"t": at, "u": at + self._pattern.within_us}
        for nth, ranks in enumerate(self._ranks):
            if (rank := ranks.get((number, role.place))) is not None:
                fact |= _columns(nth, rank)
        return fact


def _ranks(number: int, comparison: Comparison, candidates: Sequence[Candidate]) -> dict[tuple[int, int], Rank]:
    """By candidate and place, for both sides of a comparison."""
    sides = (comparison.left.place, comparison.right.place)
    keys = [(nth, place) for nth, each in enumerate(candidates) for place in sides if each.fits[place]]
    values = [candidates[nth].sides[number, place] for nth, place in keys]
    if comparison.operator in FLIPPED:
        ranks = by_order(values, are_left=[place == sides[0] for _, place in keys])
    else:
        ranks = by_identity(values)
    return dict(zip(keys, ranks, strict=True))


def _columns(nth: int, rank: Rank) -> Fact:
    return {f"p{nth}": rank.place, f"k{nth}": rank.kind, f"a{nth}": rank.least, f"b{nth}": rank.greatest}


def _compare(nth: int, comparison: Comparison, other: str) -> list[Test]:
    place = {other: f"p{nth}"}
    if comparison.operator == "=":
        return [{f"p{nth}": place}]
    if comparison.operator == "!=":
        overlap: list[Test] = [{"$lte": {f"a{nth}": {other: f"b{nth}"}}}, {"$gte": {f"b{nth}": {other: f"a{nth}"}}}]
        return [*overlap, {"$neq": {f"p{nth}": place}}]
    return [{f"k{nth}": {other: f"k{nth}"}}, {FLIPPED[comparison.operator]: {f"p{nth}": place}}]
