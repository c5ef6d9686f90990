"""What follows from a match: to which of its items the signals go, with what data, and which items they name."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from ..decision import Action
from ..feel.fuel import refuel
from ..feel.scope import Env, Run
from ..planning import plan
from ..tables import Rule
from .candidates import Candidate, SeenItem
from .matches import Match
from .pattern import Pattern


class Part(Struct, frozen=True):
    """An item of a match, under the name that the pattern gives it."""

    alias: str
    id: Any


def parts_of(pattern: Pattern, match: Match, candidates: Sequence[Candidate]) -> tuple[Part, ...]:
    pairs = zip(match.places, match.items, strict=True)
    return tuple(Part(pattern.members[place].alias, candidates[number].id) for place, number in pairs)


def receiver_of(pattern: Pattern, match: Match, candidates: Sequence[Candidate], changed: Mapping[Any, int]) -> Any:
    """The id of the item that the signals go to: with `after` that of the first member; else the one that completed the
    match, which is the one that became another last. `changed` says when, in microseconds, by id; else it is when the
    item was received."""
    if pattern.after is not None:
        return candidates[match.items[0]].id
    last = max(match.items, key=lambda number: (changed.get(candidates[number].id, candidates[number].at_us), number))
    return candidates[last].id


def signals(pattern: Pattern, parts: Sequence[Part], items: Mapping[Any, SeenItem], receiver: Any) -> list[Action]:
    """The `raise` actions, computed: they know the receiver's parts, and each member by its alias (with `count` the
    list of all of them)."""
    by_alias: dict[str, Any] = {}
    for part in parts:
        case = items[part.id].case
        if pattern.count is not None:
            by_alias.setdefault(part.alias, []).append(case)
        else:
            by_alias[part.alias] = case
    case = items[receiver].case
    refuel()
    env = Env({**case, **by_alias}, Run(case))
    return plan(pattern.name, Rule(pattern.name, (), None, pattern.actions), env)
