"""Why an event was decided as it was, for people to read: what held in the rules that took it, and what did not in
those that were tried before."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from .decide import decide
from .decision import Failed
from .errors import LimitExceededError
from .feel.fuel import refuel
from .feel.scope import Env
from .matching import InputValues, first_failure, shown
from .ruleset import Ruleset
from .tables import Table

MOST_PASSED_OVER = 20
"""Of one table: who looks for more tries the case on the ruleset."""


class Held(Struct, frozen=True):
    """A condition that holds, with the value that it was tested on."""

    input: str
    test: str
    value: Any


class Taken(Struct, frozen=True):
    """A rule that matched; `number` is its place in the table, from 1."""

    table: str
    number: int
    rule: str
    held: tuple[Held, ...]


class PassedOver(Struct, frozen=True):
    table: str
    number: int
    rule: str
    failed: Failed


class Explanation(Struct, frozen=True):
    taken: tuple[Taken, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def explain(ruleset: Ruleset, case: Mapping[str, Any]) -> Explanation:
    """Decides the case once more, and says why; pure. Of the rules that did not match only those before the last that
    did, or all where none did."""
    matched = {(match.table, match.rule) for match in decide(ruleset, case).matched}
    tables = [prepared.table for prepared in ruleset.by_event.get(case["event"]["name"], ())]
    taken, passed_over = [], []
    refuel()
    env = Env(dict(case))  # one for all tables: what is hostile in any counts against the same limits
    for table in tables:
        try:
            taken += _taken(table, matched, env)
            passed_over += list(_passed_over(table, matched, env))
        except (LimitExceededError, RecursionError):
            continue  # the decision itself says so
    return Explanation(tuple(taken), tuple(passed_over))


def _taken(table: Table, matched: set[tuple[str, str]], env: Env) -> list[Taken]:
    values, found = InputValues(table, env), []
    for number, rule in enumerate(table.rules, start=1):
        if (table.name, rule.name) not in matched:
            continue
        held = [
            Held(table.inputs[each.input].text, each.cell.text, shown(values[each.input])) for each in rule.conditions
        ]
        if rule.only_if is not None:
            held.append(Held("if", rule.only_if.text, True))
        found.append(Taken(table.name, number, rule.name, tuple(held)))
    return found


def _passed_over(table: Table, matched: set[tuple[str, str]], env: Env) -> Iterator[PassedOver]:
    places = [nth for nth, rule in enumerate(table.rules) if (table.name, rule.name) in matched]
    tried = table.rules[: places[-1]] if places else table.rules
    for number, rule in enumerate(tried[:MOST_PASSED_OVER], start=1):
        failed = first_failure(table, rule, env)
        if failed is not None:
            yield PassedOver(table.name, number, rule.name, failed)
