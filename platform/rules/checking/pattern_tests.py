"""Runs the tests that a ruleset carries for its patterns."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..case import EMPTY_TENANT
from ..patterns import SeenItem, tried
from ..ruleset import PatternTest, Ruleset

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOW = "2026-01-01T00:00:00Z"
"""When an item was received that does not say it."""

Sets = Counter[tuple[str, frozenset[str]]]


def pattern_failure(ruleset: Ruleset, test: PatternTest, own_type: str) -> str | None:
    """Say which sets were expected and did not match, or matched and were not expected; None where all is as it is to
    be."""
    seen = tried(ruleset.patterns, own_type, [_item(nth, parts, own_type) for nth, parts in enumerate(test.items)])
    names = [_name(nth, parts) for nth, parts in enumerate(test.items)]
    found = Counter((each.pattern, frozenset(names[part.id] for part in each.parts)) for each in seen.matches)
    expected = Counter(test.matches)
    if found == expected:
        return None
    said = [_told("missing", expected - found), _told("not expected", found - expected)]
    return "; ".join(filter(None, said))


def _item(nth: int, parts: Mapping[str, Any], own_type: str) -> SeenItem:
    at = parts.get("received_at", NOW)
    case = {
        "type": parts.get("type", own_type),
        "reference": parts.get("reference"),
        "document": parts.get("document", {}),
        "facts": parts.get("facts", {}),
        "received_at": at,
        "priority": parts.get("priority"),
        "tenant": EMPTY_TENANT,
        "event": {"name": "received", "at": at},
    }
    return SeenItem(nth, (datetime.fromisoformat(at) - EPOCH) // timedelta(microseconds=1), case)


def _name(nth: int, parts: Mapping[str, Any]) -> str:
    return str(parts.get("id") or parts.get("reference") or nth)


def _told(what: str, sets: Sets) -> str:
    told = [f"`{pattern}` of {', '.join(sorted(items))}" for pattern, items in sets]
    return f"{what}: {'; '.join(sorted(told))}" if told else ""
