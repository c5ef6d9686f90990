"""Patterns tried on items that somebody gives: what would match, and what it would raise. Worked out by the
reference."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from ..decision import Action
from .candidates import Candidate, SeenItem, candidate
from .keys import keys_of
from .limits import MOST_SETS, limited
from .matches import Match
from .pattern import Pattern
from .raising import Part, parts_of, receiver_of, signals
from .reference import matches

MOST_ITEMS = 1_000


class TriedMatch(Struct, frozen=True):
    """`receiver` is the id of the item that the signals go to; `actions` are `raise` actions, computed."""

    pattern: str
    parts: tuple[Part, ...]
    receiver: Any
    actions: tuple[Action, ...]


class Tried(Struct, frozen=True):
    """`warnings` by the pattern that they are about."""

    matches: tuple[TriedMatch, ...]
    warnings: tuple[tuple[str, str], ...]


def tried(patterns: Sequence[Pattern], own_type: str, items: Sequence[SeenItem]) -> Tried:
    """Pattern by pattern, of each the newest set first; a pattern that waits (`after`) is taken to have waited."""
    found = [_Trial(pattern, own_type, items) for pattern in patterns]
    return Tried(
        tuple(match for trial in found for match in trial.matches()),
        tuple((trial.pattern.name, detail) for trial in found for detail in trial.warnings),
    )


class _Trial:
    def __init__(self, pattern: Pattern, own_type: str, items: Sequence[SeenItem]) -> None:
        self.pattern = pattern
        self.warnings: list[str] = []
        self._items = {item.id: item for item in items}
        self._candidates = {item.id: candidate(pattern, own_type, item) for item in items}
        self._ids_by_key: dict[bytes, list[Any]] = {}
        for item in items:
            for key in keys_of(pattern, own_type, item):
                self._ids_by_key.setdefault(key, []).append(item.id)

    def matches(self) -> list[TriedMatch]:
        """Each set once, though its items may have several keys in common."""
        sets: dict[frozenset[Any], TriedMatch] = {}
        for ids in self._ids_by_key.values():
            chosen = limited(self.pattern, [self._candidates[each] for each in ids])
            found = matches(self.pattern, chosen.candidates)
            self._note(chosen.warning, len(found))
            for match in found[:MOST_SETS]:
                tried_match = self._tried(match, chosen.candidates)
                sets.setdefault(frozenset(part.id for part in tried_match.parts), tried_match)
        return list(sets.values())

    def _note(self, warning: str | None, sets: int) -> None:
        if sets > MOST_SETS:
            self.warnings.append(f"more than {MOST_SETS} sets of items of one key match: only the newest are shown")
        if warning:
            self.warnings.append(warning)

    def _tried(self, match: Match, candidates: list[Candidate]) -> TriedMatch:
        parts = parts_of(self.pattern, match, candidates)
        receiver = receiver_of(self.pattern, match, candidates, {})
        actions = signals(self.pattern, parts, self._items, receiver)
        return TriedMatch(self.pattern.name, parts, receiver, tuple(actions))
