"""Reads patterns, rules over several items: their shape and their FEEL."""

from collections.abc import Mapping
from typing import Any

from ..errors import FeelSyntaxError
from ..feel import tree
from ..feel.parse import parse_expression
from ..feel.scope import Scope
from ..keys import KEY, is_duration
from ..ruleset import Doubt
from .actions import read_actions
from .cursor import Cursor
from .expressions import Cells, Place, read_input
from .scopes import case_scope, member_scope
from .tables import unique_name

MAX_MEMBERS = 8
_OPTIONAL = ("all", "any", "not", "count", "where", "after", "clock")


def read_patterns(cursor: Cursor, schema: Mapping[str, Any] | None, doubts: list[Doubt]) -> None:
    names: set[str] = set()
    for element in cursor.elements():
        _Pattern(element, schema, doubts).read(names)


class _Pattern:
    def __init__(self, cursor: Cursor, schema: Mapping[str, Any] | None, doubts: list[Doubt]) -> None:
        self._cursor = cursor
        self._schema = schema
        self._place = Place(case_scope(schema), doubts=doubts)
        self._aliases: set[str] = set()

    def read(self, names: set[str]) -> None:
        members = self._cursor.members(("name", "by", "within", "then"), _OPTIONAL)
        if members is None:
            return
        unique_name(members.get("name"), names)
        if "by" in members and (by := members["by"].text()) is not None:
            read_input(by, members["by"], self._place)
        for name in ("within", "after"):
            if name in members:
                _read_duration(members[name])
        if "clock" in members:
            members["clock"].one_of(("business", "elapsed"))
        self._read_members(members)
        for element in members["where"].elements() if "where" in members else ():
            self._read_where(element)
        if "then" in members:
            self._read_then(members["then"])

    def _read_members(self, members: dict[str, Cursor]) -> None:
        if ("all" in members) is ("any" in members):
            self._cursor.fault("exactly one of all and any is required")
        elements = [part for name in ("all", "any", "not") if name in members for part in members[name].elements()]
        if len(elements) > MAX_MEMBERS:
            self._cursor.fault(f"a pattern has at most {MAX_MEMBERS} members")
        for element in elements:
            self._read_member(element)
        if "after" in members and "not" not in members:
            members["after"].fault("`after` goes with `not`")
        if "count" in members:
            Cells(None).read(members["count"], self._place)
            if len(elements) != 1:
                members["count"].fault("`count` is about a single member")

    def _read_member(self, cursor: Cursor) -> None:
        members = cursor.members(("as",), ("type", "when"))
        if members is None:
            return
        unique_name(members.get("as"), self._aliases)
        for name in ("as", "type"):
            text = members[name].text() if name in members else None
            if text is not None and not KEY.fullmatch(text):
                members[name].fault("a key of small letters, digits and `_` is expected")
        for text, part in members["when"].entries().items() if "when" in members else ():
            column = read_input(text, part, self._place)
            Cells(column.shape if column else None).read(part, self._place)

    def _read_where(self, cursor: Cursor) -> None:
        text = cursor.text()
        if text is None:
            return
        scope: Scope = member_scope(self._schema, sorted(self._aliases))
        try:
            parsed = parse_expression(text, scope)
        except FeelSyntaxError as error:
            cursor.fault(error.detail, error.at + 1)
            return
        if not isinstance(parsed.node, tree.Comparison):
            cursor.fault("a comparison of two expressions is expected", 1)
        self._place.doubt(parsed.issues, cursor)

    def _read_then(self, cursor: Cursor) -> None:
        for action in read_actions(cursor, self._place):
            if action.kind != "raise":
                cursor.at(action.index).fault("a pattern may only raise a signal")


def _read_duration(cursor: Cursor) -> None:
    text = cursor.text()
    if text is not None and not is_duration(text):
        cursor.fault("an ISO 8601 duration without years and months, of at most P366D, is expected")
