"""Reads a whole ruleset."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import RulesetInvalid
from ..hit_policies import prepare
from ..prepared import Prepared
from ..ruleset import Doubt, Ruleset
from ..tables import Table
from .cursor import Cursor
from .patterns import Schemas, read_patterns
from .stored_tests import read_tests
from .tables import read_tables
from .translations import translations_over


def load(
    content: object,
    *,
    schema: Mapping[str, Any] | None = None,
    schemas: Mapping[str, Mapping[str, Any]] | None = None,
) -> Ruleset:
    """Read a ruleset, as `read` does, and make it ready to decide."""
    ruleset = read(content, schema=schema, schemas=schemas)
    return replace(ruleset, by_event=_by_event(ruleset.tables))


def read(
    content: object,
    *,
    schema: Mapping[str, Any] | None = None,
    schemas: Mapping[str, Mapping[str, Any]] | None = None,
) -> Ruleset:
    """Read a ruleset from decoded JSON and translate its FEEL; it decides nothing yet.

    `schema` is the JSON Schema of the work type's document: it gives the names that FEEL knows and types strings by
    their `format`; `schemas` are those of all types, by key, which patterns may name. Raises RulesetInvalid with every
    fault at once.
    """
    cursor = Cursor(content)
    members = cursor.members(("tables",), ("patterns", "tests")) or {}
    doubts: list[Doubt] = []
    tables = read_tables(members["tables"], translations_over(schema), doubts) if "tables" in members else ()
    known = Schemas(schema, schemas)
    patterns = read_patterns(members["patterns"], known, doubts) if "patterns" in members else ()
    tests = read_tests(members["tests"]) if "tests" in members else ()
    if cursor.faults or not isinstance(content, dict):
        raise RulesetInvalid(tuple(cursor.faults))
    return Ruleset(content, tables, tests, tuple(doubts), patterns=patterns)


def _by_event(tables: tuple[Table, ...]) -> dict[str, tuple[Prepared, ...]]:
    events: dict[str, tuple[Prepared, ...]] = {}
    for table in tables:
        events[table.event] = (*events.get(table.event, ()), prepare(table))
    return events
