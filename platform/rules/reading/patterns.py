"""Reads patterns, rules over several items: their members, their comparisons, what they raise."""

from collections.abc import Mapping
from typing import Any

from ..feel.codes import Code
from ..feel.compiled import CompiledCell
from ..keys import KEY, duration_us, is_duration
from ..patterns.pattern import Member, Pattern
from ..ruleset import Doubt
from ..tables import ActionTemplate, Input
from .actions import read_actions
from .comparisons import Comparisons
from .cursor import Cursor
from .expressions import Place, read_cell, read_input
from .facts_named import FactsNamed
from .scopes import NUMBER, aliased_scope, item_scope, signal_scope
from .tables import unique_name
from .translations import Translations

MAX_MEMBERS = 8
_OPTIONAL = ("all", "any", "not", "count", "where", "after", "clock")


class Schemas:
    """The schemas of the documents that a pattern may meet; None: those of the ruleset's own type."""

    def __init__(self, own: Mapping[str, Any] | None, of_types: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._own = own
        self._of_types = of_types or {}
        self._known: dict[str | None, Translations] = {}

    def of(self, item_type: str | None) -> Mapping[str, Any] | None:
        """None where the type is unknown: then nothing is known of its fields."""
        return self._own if item_type is None else self._of_types.get(item_type)

    def known_of(self, item_type: str | None) -> Translations:
        """What is known of one item of the type; made once, since it takes longer than to read a pattern."""
        if item_type not in self._known:
            self._known[item_type] = Translations(item_scope(self.of(item_type)))
        return self._known[item_type]


def read_patterns(cursor: Cursor, schemas: Schemas, doubts: list[Doubt]) -> tuple[Pattern, ...]:
    names: set[str] = set()
    read = (_Reading(element, schemas, doubts).read(names) for element in cursor.elements())
    return tuple(pattern for pattern in read if pattern is not None)


class _Reading:
    """One pattern, read part by part; faults go to the cursor, and a pattern with any is never used."""

    def __init__(self, cursor: Cursor, schemas: Schemas, doubts: list[Doubt]) -> None:
        self._cursor = cursor
        self._schemas = schemas
        self._doubts = doubts
        self._facts = FactsNamed()
        self._types: dict[str, str | None] = {}
        self._members: list[Member] = []

    def read(self, names: set[str]) -> Pattern | None:
        parts = self._cursor.members(("name", "by", "within", "then"), _OPTIONAL)
        if parts is None:
            return None
        name = unique_name(parts.get("name"), names)
        negated_from = self._read_members(parts)
        comparisons = Comparisons(self._members, negated_from, is_any="any" in parts)
        for element in parts["where"].elements() if "where" in parts else ():
            comparisons.read(element, self._place(Translations(aliased_scope(self._member_schemas()))), self._facts)
        return Pattern(
            name=name or "",
            by=self._read_by(parts["by"]) if "by" in parts else {},
            within_us=duration_us(_read_duration(parts["within"])) if "within" in parts else 0,
            members=comparisons.with_checks(),
            negated_from=negated_from,
            is_any="any" in parts,
            comparisons=comparisons.between(),
            count=count.test if "count" in parts and (count := self._read_count(parts["count"])) else None,
            after=_read_duration(parts["after"]) if "after" in parts else None,
            clock=(parts["clock"].one_of(("business", "elapsed")) if "clock" in parts else None) or "business",
            actions=self._read_then(parts["then"], is_counted="count" in parts) if "then" in parts else (),
            facts=self._facts.names,
        )

    def _place(self, known: Translations) -> Place:
        return Place(known, doubts=self._doubts)

    def _read_members(self, parts: dict[str, Cursor]) -> int:
        """Where those of `not` begin."""
        if ("all" in parts) is ("any" in parts):
            self._cursor.fault("exactly one of all and any is required")
        wanted = [each for name in ("all", "any") if name in parts for each in parts[name].elements()]
        unwanted = parts["not"].elements() if "not" in parts else []
        self._hold_to_each_other(parts, len(wanted), len(unwanted))
        for element in [*wanted, *unwanted]:
            self._read_member(element)
        return len(wanted)

    def _hold_to_each_other(self, parts: dict[str, Cursor], wanted: int, unwanted: int) -> None:
        if wanted + unwanted > MAX_MEMBERS:
            self._cursor.fault(f"a pattern has at most {MAX_MEMBERS} members")
        if not wanted and ("all" in parts or "any" in parts):
            parts["all" if "all" in parts else "any"].fault("at least one member is required")
        if "after" in parts and "not" not in parts:
            parts["after"].fault("`after` goes with `not`")
        if "clock" in parts and "after" not in parts:
            parts["clock"].fault("`clock` goes with `after`")
        if "count" in parts and (wanted, unwanted) != (1, 0):
            parts["count"].fault("`count` is about a single member")

    def _read_member(self, cursor: Cursor) -> None:
        parts = cursor.members(("as",), ("type", "when")) or {}
        alias = unique_name(parts.get("as"), set(self._types)) or ""
        for name in ("as", "type"):
            text = parts[name].text() if name in parts else None
            if text is not None and not KEY.fullmatch(text):
                parts[name].fault("a key of small letters, digits and `_` is expected")
        item_type = parts["type"].text() if "type" in parts else None
        self._types[alias] = item_type
        conditions = self._read_conditions(parts["when"], item_type) if "when" in parts else ()
        self._members.append(Member(alias, item_type, conditions))

    def _read_conditions(self, cursor: Cursor, item_type: str | None) -> tuple[tuple[Input, CompiledCell], ...]:
        place, conditions = self._place(self._schemas.known_of(item_type)), []
        for text, part in cursor.entries().items():
            column = read_input(text, part, place)
            cell = read_cell(part, place, column.shape if column else None)
            if column is not None and cell is not None:
                self._facts.note(column.node, cell.tests)
                conditions.append((column, cell))
        return tuple(conditions)

    def _read_by(self, cursor: Cursor) -> dict[str | None, Code]:
        """For every type anew, as its schema types the fields; a fault is said once."""
        text, codes = cursor.text(), {}
        for item_type in dict.fromkeys(self._types.values()) if text is not None else ():
            before = len(cursor.faults)
            column = read_input(text or "", cursor, self._place(self._schemas.known_of(item_type)), is_name=False)
            if column is not None:
                self._facts.note(column.node)
                codes[item_type] = column.code
            if len(cursor.faults) > before:
                break
        return codes

    def _member_schemas(self) -> dict[str, Mapping[str, Any] | None]:
        return {alias: self._schemas.of(item_type) for alias, item_type in self._types.items()}

    def _read_count(self, cursor: Cursor) -> CompiledCell | None:
        return read_cell(cursor, self._place(self._schemas.known_of(None)), NUMBER)

    def _read_then(self, cursor: Cursor, *, is_counted: bool) -> tuple[ActionTemplate, ...]:
        place = self._place(Translations(signal_scope(self._member_schemas(), are_lists=is_counted)))
        actions = read_actions(cursor, place)
        for action in actions:
            if action.kind != "raise":
                cursor.at(action.index).fault("a pattern may only raise a signal")
        if type(cursor.value) is list and not cursor.value:
            cursor.fault("a pattern raises at least one signal")
        return actions


def _read_duration(cursor: Cursor) -> str:
    text = cursor.text()
    if text is None or is_duration(text):
        return text or "PT0S"
    cursor.fault("an ISO 8601 duration without years and months, of at most P366D, is expected")
    return "PT0S"
