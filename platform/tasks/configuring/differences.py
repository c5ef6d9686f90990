"""What lies between two contents of a ruleset: tables and rules by their names, everything else by its member."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct


class Difference(Struct, frozen=True, omit_defaults=True):
    """`rule` none: the table itself or where it stands; `table` none: a member of the ruleset."""

    change: str
    before: Any
    after: Any
    table: str | None = None
    rule: str | None = None
    member: str | None = None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    return [*_of_tables(before, after), *_of_members(before, after)]


def _of_tables(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old, new = _by_name(before["tables"]), _by_name(after["tables"])
    for name in {**old, **new}:
        if name not in old or name not in new:
            yield _difference(old.get(name), new.get(name), table=name)
        else:
            yield from _of_rules(name, old[name], new[name])
    if (before_order := [name for name in old if name in new]) != (order := [name for name in new if name in old]):
        yield Difference("moved", before_order, order, member="tables")


def _of_rules(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old, new = _by_name(before["rules"]), _by_name(after["rules"])
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield _difference(old.get(name), new.get(name), table=table, rule=name)
    settings = [{member: value for member, value in each.items() if member != "rules"} for each in (before, after)]
    if settings[0] != settings[1]:
        yield _difference(*settings, table=table)
    if (before_order := [name for name in old if name in new]) != (order := [name for name in new if name in old]):
        yield Difference("moved", before_order, order, table=table, member="rules")


def _of_members(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for member in ("patterns", "tests"):
        if before.get(member, []) != after.get(member, []):
            yield _difference(before.get(member), after.get(member), member=member)


def _difference(before: Any, after: Any, **place: str) -> Difference:
    change = "added" if before is None else "removed" if after is None else "changed"
    return Difference(change, before, after, **place)


def _by_name(parts: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {part["name"]: part for part in parts}
