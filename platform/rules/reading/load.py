"""Reads a whole ruleset."""

from collections.abc import Mapping
from typing import Any

from ..errors import RulesetInvalid
from ..hit_policies import prepare
from ..prepared import Prepared
from ..ruleset import Doubt, Ruleset
from ..tables import Table
from .cursor import Cursor
from .patterns import Schemas, read_patterns
from .scopes import case_scope
from .stored_tests import read_tests
from .tables import read_tables


def load(
    content: object,
    *,
    schema: Mapping[str, Any] | None = None,
    schemas: Mapping[str, Mapping[str, Any]] | None = None,
) -> Ruleset:
    """Read a ruleset from decoded JSON and translate its FEEL.

    `schema` is the JSON Schema of the work type's document: it gives the names that FEEL knows and types strings by
    their `format`; `schemas` are those of all types, by key, which patterns may name. Raises RulesetInvalid with every
    fault at once.
    """
    cursor = Cursor(content)
    members = cursor.members(("tables",), ("patterns", "tests")) or {}
    doubts: list[Doubt] = []
    tables = read_tables(members["tables"], case_scope(schema), doubts) if "tables" in members else ()
    known = Schemas(schema, schemas)
    patterns = read_patterns(members["patterns"], known, doubts) if "patterns" in members else ()
    tests = read_tests(members["tests"]) if "tests" in members else ()
    if cursor.faults or not isinstance(content, dict):
        raise RulesetInvalid(tuple(cursor.faults))
    return Ruleset(content, tables, tests, tuple(doubts), _by_event(tables), patterns)


def _by_event(tables: tuple[Table, ...]) -> dict[str, tuple[Prepared, ...]]:
    events: dict[str, tuple[Prepared, ...]] = {}
    for table in tables:
        events[table.event] = (*events.get(table.event, ()), prepare(table))
    return events
