"""Decision tables with the conditions and actions of their rules translated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .feel import tree
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
    path: tuple[str, ...] | None = None  # where it is one whose values are read as they are
    node: tree.Node | None = None


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
