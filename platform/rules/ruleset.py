"""A ruleset as it is decided: tables of rules with their conditions and actions translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .feel.codes import Code
from .feel.compiled import CompiledCell, CompiledExpression
from .feel.shape import Shape
from .templates import Template

SINGLE_POLICIES = ("UNIQUE", "FIRST", "ANY", "PRIORITY")
HIT_POLICIES = (*SINGLE_POLICIES, "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True, slots=True)
class Input:
    """What the cells of a column are about; its text is a path or an expression."""

    text: str
    code: Code
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell of a rule: the place of its input in the table, and the tests."""

    input: int
    cell: CompiledCell


@dataclass(frozen=True, slots=True)
class ActionTemplate:
    """An action as a rule says it; `index` is its place in the rule's `then`."""

    index: int
    kind: str
    members: Mapping[str, Template]
    each: Template | None = None

    @property
    def is_constant(self) -> bool:
        return self.each is None and all(member.is_constant for member in self.members.values())


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    conditions: tuple[Condition, ...]
    only_if: CompiledExpression | None
    actions: tuple[ActionTemplate, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A path into the actions whose values have priorities: the earlier in `values`, the higher."""

    action: str
    path: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    event: str
    hit_policy: str
    inputs: tuple[Input, ...]
    rules: tuple[Rule, ...]
    outputs: tuple[Output, ...] = ()
    aggregation: str | None = None


@dataclass(frozen=True, slots=True)
class StoredTest:
    """An example that a ruleset carries: a case, and what is expected of its decision."""

    name: str
    pointer: str
    case: Mapping[str, Any]
    matched: tuple[tuple[str, str], ...]
    actions: tuple[Mapping[str, Any], ...] | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is no fault but seldom meant, found while reading."""

    kind: str
    pointer: str
    detail: str
    table: str | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset that can be decided; `content` is the JSON it was read from, and not to be changed."""

    content: Mapping[str, Any]
    tables: tuple[Table, ...]
    tests: tuple[StoredTest, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    by_event: Mapping[str, tuple[Table, ...]] = field(default_factory=dict)
