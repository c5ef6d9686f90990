"""Reads the tests that a ruleset carries."""

from typing import Any

from ..payloads import ACTIONS
from ..ruleset import StoredTest
from .cursor import Cursor
from .tables import unique_name


def read_tests(cursor: Cursor) -> tuple[StoredTest, ...]:
    names: set[str] = set()
    read = (_read_test(element, names) for element in cursor.elements())
    return tuple(test for test in read if test is not None)


def _read_test(cursor: Cursor, names: set[str]) -> StoredTest | None:
    members = cursor.members(("name", "case", "expect"))
    if members is None:
        return None
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
    return tuple((members[name].text() or "") if name in members else "" for name in ("table", "rule"))  # type: ignore[return-value]


def _read_action(cursor: Cursor) -> dict[str, Any]:
    members = cursor.members((), ("table", "rule", *ACTIONS)) or {}
    if type(cursor.value) is dict and sum(name in ACTIONS for name in members) != 1:
        cursor.fault("an expected action names exactly one kind of action")
    return {name: member.value for name, member in members.items()}
