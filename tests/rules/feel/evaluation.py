"""Evaluates FEEL in tests."""

from collections.abc import Mapping
from typing import Any

from rules.feel.compiled import FUNCTION_NAMES, compile_cell, compile_expression
from rules.feel.fuel import refuel
from rules.feel.scope import Env, Run, Scope
from rules.feel.shape import Shape, from_schema
from rules.feel.values import Truth, Value

AT = "2026-11-23T23:30:00Z"
CASE = {"event": {"at": AT}, "tenant": {"timezone": "Asia/Jakarta"}}


def evaluate(text: str, names: Mapping[str, Any] | None = None, schema: Mapping[str, Any] | None = None) -> Value:
    """Give the value of an expression; the schema describes the context `document` among the names."""
    refuel()
    return compile_expression(text, _scope(names, schema)).code(Env(dict(names or {}), Run(CASE)))


def issues(text: str, names: Mapping[str, Any] | None = None, schema: Mapping[str, Any] | None = None) -> list[str]:
    return [issue.kind for issue in compile_expression(text, _scope(names, schema)).issues]


def holds(cell: str, value: Value, names: Mapping[str, Any] | None = None) -> Truth:
    """Say what a cell says of an input."""
    refuel()
    return compile_cell(cell, _scope(names, None)).test(value, Env(dict(names or {}), Run(CASE)))


def _scope(names: Mapping[str, Any] | None, schema: Mapping[str, Any] | None) -> Scope:
    shapes: dict[str, Shape | None] = dict.fromkeys(names or {})
    if schema is not None:
        shapes["document"] = from_schema(schema)
    return Scope.root(shapes, FUNCTION_NAMES)
