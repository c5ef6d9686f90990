"""Rulesets and cases for tests."""

from collections.abc import Mapping
from typing import Any

from rules import Decision, Fault, Ruleset, RulesetInvalid, complete_case, decide, load

NOW = "2026-11-23T10:00:00Z"
TENANT = {"slug": "acme", "timezone": "Europe/Berlin", "country": "DE"}


def rule(
    name: str, when: Mapping[str, str] | None = None, *, only_if: str | None = None, then: list[Any] | None = None
) -> dict[str, Any]:
    actions = [{"close": {"outcome": name}}] if then is None else then
    return {"name": name, "when": dict(when or {}), "then": actions, **({} if only_if is None else {"if": only_if})}


def table(*rules: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    return {"name": "t", "on": "received", "hit_policy": "FIRST", "rules": list(rules), **parts}


def case(document: Any = None, **parts: Any) -> dict[str, Any]:
    return complete_case({"document": document or {}, **parts}, type="order", tenant=TENANT, now=NOW)


def ruleset(*tables: Mapping[str, Any], schema: Mapping[str, Any] | None = None, **parts: Any) -> Ruleset:
    return load({"tables": list(tables), **parts}, schema=schema)


def decided(content: Mapping[str, Any], document: Any = None, **parts: Any) -> Decision:
    """Decide one table about a document."""
    return decide(ruleset(content), case(document, **parts))


def matched(decision: Decision) -> list[str]:
    return [match.rule for match in decision.matched]


def faults(content: Any, schema: Mapping[str, Any] | None = None) -> list[Fault]:
    try:
        load(content, schema=schema)
    except RulesetInvalid as error:
        return list(error.faults)
    return []
