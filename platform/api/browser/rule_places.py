"""Where in a ruleset a finding points: its table, its rule or test, by name. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from tasks.pointers import parts_of

_KINDS = {"tables": "table", "rules": "rule", "tests": "test", "patterns": "pattern"}


class Place(Struct, frozen=True):
    """The names along the way, and `rest`: the last steps, within what is named last."""

    table: str = ""
    rule: str = ""
    test: str = ""
    pattern: str = ""
    rest: str = ""


def place_of(content: Mapping[str, Any], pointer: str) -> Place:
    """`/tables/0/rules/2/when/document.total` is in a table, of a rule, at `when document.total`."""
    found: dict[str, str] = {}
    value: Any = content
    steps = parts_of(pointer)
    while len(steps) > 1 and steps[0] in _KINDS and (element := _element(value, *steps[:2])) is not None:
        found[_KINDS[steps[0]]] = str(element.get("name", ""))
        value, steps = element, steps[2:]
    return Place(**found, rest=" ".join(steps))


def _element(value: Mapping[str, Any], member: str, index: str) -> Mapping[str, Any] | None:
    among = value.get(member)
    if not isinstance(among, list) or not index.isdigit() or int(index) >= len(among):
        return None
    return among[int(index)] if isinstance(among[int(index)], Mapping) else None
