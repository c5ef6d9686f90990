"""Reads the tests that a ruleset carries."""

from typing import Any

from ..payloads import ACTIONS, instant
from ..ruleset import PatternTest, StoredTest
from .cursor import Cursor
from .tables import unique_name

ITEM_PARTS = ("id", "type", "reference", "document", "facts", "received_at", "priority")


def read_tests(cursor: Cursor) -> tuple[StoredTest | PatternTest, ...]:
    names: set[str] = set()
    read = (_read_test(element, names) for element in cursor.elements())
    return tuple(test for test in read if test is not None)


def _read_test(cursor: Cursor, names: set[str]) -> StoredTest | PatternTest | None:
    """One of `items` is about patterns, every other about a case."""
    is_about_items = type(cursor.value) is dict and "items" in cursor.value
    members = cursor.members(("name", "items" if is_about_items else "case", "expect"))
    if members is None:
        return None
    return _read_pattern_test(cursor, members, names) if is_about_items else _read_case_test(cursor, members, names)


def _read_pattern_test(cursor: Cursor, members: dict[str, Cursor], names: set[str]) -> PatternTest | None:
    name = unique_name(members.get("name"), names)
    items = [_read_item(element) for element in members["items"].elements()]
    expect = members["expect"].members(("matches",)) if "expect" in members else None
    if expect is None:
        return None
    matches = [_read_set(element) for element in expect["matches"].elements()] if "matches" in expect else []
    return PatternTest(name or "", cursor.pointer, tuple(items), tuple(matches))


def _read_item(cursor: Cursor) -> dict[str, Any]:
    members = cursor.members((), ITEM_PARTS) or {}
    if "received_at" in members and (expected := instant(members["received_at"].value)) is not None:
        members["received_at"].fault(f"{expected} is expected")
    for part in ("document", "facts"):
        if part in members:
            members[part].entries()
    for part in ("id", "type", "reference"):
        if part in members:
            members[part].text()
    return {name: member.value for name, member in members.items()}


def _read_set(cursor: Cursor) -> tuple[str, frozenset[str]]:
    members = cursor.members(("pattern", "items")) or {}
    pattern = members["pattern"].text() if "pattern" in members else None
    items = [each.text() or "" for each in members["items"].elements()] if "items" in members else []
    return pattern or "", frozenset(items)


def _read_case_test(cursor: Cursor, members: dict[str, Cursor], names: set[str]) -> StoredTest | None:
    name = unique_name(members.get("name"), names)
    case: dict[str, Any] = (
        {part: at.value for part, at in members["case"].entries().items()} if "case" in members else {}
    )
    expect = members["expect"].members(("matched",), ("actions",)) if "expect" in members else None
    if expect is None:
        return None
    matched = [_read_match(element) for element in expect["matched"].elements()] if "matched" in expect else []
    actions = tuple(map(_read_action, expect["actions"].elements())) if "actions" in expect else None
    return StoredTest(name or "", cursor.pointer, case, tuple(matched), actions)


def _read_match(cursor: Cursor) -> tuple[str, str]:
    members = cursor.members(("table", "rule")) or {}
    return tuple((members[name].text() or "") if name in members else "" for name in ("table", "rule"))  # type: ignore[return-value]  # of two


def _read_action(cursor: Cursor) -> dict[str, Any]:
    members = cursor.members((), ("table", "rule", *ACTIONS)) or {}
    if type(cursor.value) is dict and sum(name in ACTIONS for name in members) != 1:
        cursor.fault("an expected action names exactly one kind of action")
    return {name: member.value for name, member in members.items()}
