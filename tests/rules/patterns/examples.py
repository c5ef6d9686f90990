"""Patterns and items as tests write them."""

from collections.abc import Mapping
from typing import Any

from rules import load
from rules.patterns import Pattern, SeenItem, Tried, candidate, limited, matches, tried

HOUR_US = 3_600_000_000


def pattern(*members: Mapping[str, Any] | str, **parts: Any) -> Pattern:
    """Of `all` these members (a text is one that asks for nothing), by `document.k`, within a day."""
    wanted = [{"as": member} if isinstance(member, str) else dict(member) for member in members]
    base = {"name": "p", "by": "document.k", "within": "P1D", "then": [{"raise": {"signal": "seen"}}]}
    members_of = {} if "any" in parts else {"all": wanted}
    return load({"tables": [], "patterns": [{**base, **members_of, **parts}]}).patterns[0]


def item(number: int, hour: float = 0, *, type: str = "order", facts: Any = None, **document: Any) -> SeenItem:
    case = {
        "type": type,
        "reference": f"R{number}",
        "document": {"k": 1, **document},
        "facts": facts or {},
        "received_at": "2026-01-01T00:00:00Z",
        "event": {"name": "received", "at": "2026-01-01T00:00:00Z"},
    }
    return SeenItem(number, int(hour * HOUR_US), case)


def sets(found: Pattern, *items: SeenItem, fixed: int | None = None) -> list[tuple[int, ...]]:
    """The sets of one key, each as the ids of its items in order of the members."""
    chosen = limited(found, [candidate(found, "order", each) for each in items], fixed)
    assert chosen.warning is None
    return [
        tuple(chosen.candidates[number].id for number in match.items)
        for match in matches(found, chosen.candidates, chosen.fixed)
    ]


def tried_sets(found: Pattern, *items: SeenItem) -> list[tuple[int, ...]]:
    """The sets of all keys."""
    seen: Tried = tried([found], "order", items)
    return [tuple(part.id for part in match.parts) for match in seen.matches]
