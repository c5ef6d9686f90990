"""What the tables said of one event: the rules that matched, the actions that follow, and what failed."""

from typing import Any

from msgspec import Struct


class Match(Struct, frozen=True):
    table: str
    rule: str


class Action(Struct, frozen=True):
    """One computed action; (table, rule, index, element) is unique in its decision.

    `index` is its position in the rule's `then`, `element` the position in `each` (None without one), `payload` plain
    JSON values with the defaults filled, `fault` a sentence where an expression gave no usable value.
    """

    table: str
    rule: str
    index: int
    kind: str
    payload: dict[str, Any]
    element: int | None = None
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the form that `evaluate` answers and a stored test expects."""
        return {"table": self.table, "rule": self.rule, self.kind: self.payload}


class Conflict(Struct, frozen=True):
    """A table that could not be decided: nothing of it is applied. Kinds: `unique`, `any`, `limit`."""

    table: str
    kind: str
    detail: str
    rules: tuple[str, ...] = ()


class Failed(Struct, frozen=True):
    """The first condition of a rule that did not hold, with the value it was tested on."""

    input: str
    test: str
    value: Any


class TraceRow(Struct, frozen=True, omit_defaults=True):
    table: str
    rule: str
    matched: bool
    failed: Failed | None = None


class Decision(Struct, frozen=True):
    matched: tuple[Match, ...] = ()
    actions: tuple[Action, ...] = ()
    errors: tuple[Conflict, ...] = ()
    trace: tuple[TraceRow, ...] | None = None
