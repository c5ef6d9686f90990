"""Decides one event of a case: all tables that are on it, in their order, against the case as it is."""

from collections.abc import Mapping
from typing import Any

from .decision import Conflict, Decision, Match, TraceRow
from .errors import LimitExceededError
from .feel.fuel import refuel
from .feel.scope import Env, Run
from .matching import first_failure
from .prepared import Choice, Prepared
from .ruleset import Ruleset
from .tables import Table

UNDECIDED = Decision()


def decide(ruleset: Ruleset, case: Mapping[str, Any], *, trace: bool = False, run: Run | None = None) -> Decision:
    """Say what the tables on the case's event want done; pure.

    `case` is plain JSON in Python's values, numbers as int or Decimal, with `event.name` and `event.at`; `run` tells
    afterwards how much of its limits was spent.
    """
    tables = ruleset.by_event.get(case["event"]["name"], ())
    if not tables:
        return Decision(trace=()) if trace else UNDECIDED
    refuel()
    env = Env(case if type(case) is dict else dict(case), run)
    rows = tuple(row for table in tables for row in _traced(table.table, env)) if trace else None
    if len(tables) == 1:
        choice = _chosen(tables[0], env)
        conflicts = () if choice.conflict is None else (choice.conflict,)
        return Decision(_matches(tables[0], choice), choice.actions, conflicts, rows)
    choices = [_chosen(table, env) for table in tables]
    return Decision(
        tuple(match for table, choice in zip(tables, choices, strict=True) for match in _matches(table, choice)),
        tuple(action for choice in choices for action in choice.actions),
        tuple(choice.conflict for choice in choices if choice.conflict is not None),
        rows,
    )


def _matches(table: Prepared, choice: Choice) -> tuple[Match, ...]:
    rules = choice.rules
    return (table.matches[rules[0]],) if len(rules) == 1 else tuple([table.matches[index] for index in rules])


def _chosen(table: Prepared, env: Env) -> Choice:
    """Decide one table; one that asks for too much is a conflict and leaves the others as they are."""
    try:
        return table.policy(table, table.hits(env), env)
    except LimitExceededError as error:
        return _over_limit(table.table.name, str(error))
    except RecursionError:
        return _over_limit(table.table.name, "an expression is nested too deeply")


def _over_limit(table: str, why: str) -> Choice:
    return Choice(conflict=Conflict(table, "limit", f"{table}: {why}"))


def _traced(table: Table, env: Env) -> list[TraceRow]:
    """Try every rule of a table, those behind a hit of FIRST, too; it counts against the decision's own limits."""
    try:
        failures = [(rule.name, first_failure(table, rule, env)) for rule in table.rules]
    except (LimitExceededError, RecursionError):
        return []
    return [TraceRow(table.name, name, failed is None, failed) for name, failed in failures]
