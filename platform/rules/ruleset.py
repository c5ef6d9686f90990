"""A ruleset that was read: its tables ready to be decided, its tests, and what is doubtful in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import Mend
from .patterns.pattern import Pattern
from .prepared import Prepared
from .tables import Table


@dataclass(frozen=True, slots=True)
class StoredTest:
    """An example that a ruleset carries: a case, and what is expected of its decision."""

    name: str
    pointer: str
    case: Mapping[str, Any]
    matched: tuple[tuple[str, str], ...]
    actions: tuple[Mapping[str, Any], ...] | None


@dataclass(frozen=True, slots=True)
class PatternTest:
    """An example for the patterns: items, and which sets of them are expected to match which pattern. An item goes by
    its `id`, else its reference, else its place."""

    name: str
    pointer: str
    items: tuple[Mapping[str, Any], ...]
    matches: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is no fault but seldom meant, found while reading."""

    kind: str
    pointer: str
    detail: str
    table: str | None
    rule: str | None
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset that can be decided; `content` is the JSON it was read from, and not to be changed."""

    content: Mapping[str, Any]
    tables: tuple[Table, ...]
    tests: tuple[StoredTest | PatternTest, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    by_event: Mapping[str, tuple[Prepared, ...]] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()
