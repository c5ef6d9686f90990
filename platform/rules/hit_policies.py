"""What each hit policy makes of the rules that hold (DMN 1.5, 8.2.8)."""

from collections.abc import Callable, Iterator
from typing import Any

from .decision import Action, Conflict
from .feel.functions.numeric import maximum, minimum, total
from .feel.logic import equal
from .feel.scope import Env
from .prepared import Choice, Policy, Prepared
from .tables import Output, Table

NOTHING = Choice()


def prepare(table: Table) -> Prepared:
    """Make a table ready to be decided."""
    return Prepared(table, POLICIES[table.hit_policy])


def _of(table: Prepared, rules: list[int], env: Env) -> Choice:
    return Choice(tuple(rules), table.actions_of(rules, env))


def _first(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    index = next(hits, None)
    return NOTHING if index is None else Choice((index,), table.actions(index, env))


def _unique(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    rules = list(hits)
    if len(rules) <= 1:
        return _of(table, rules, env)
    return _conflict(table, "unique", "more than one rule holds, and its hit policy is UNIQUE", rules)


def _any(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    rules = list(hits)
    if not rules:
        return NOTHING
    plans = [table.actions(index, env) for index in rules]
    if any(not _alike(plans[0], other) for other in plans[1:]):
        return _conflict(table, "any", "rules with different actions hold, and its hit policy is ANY", rules)
    return Choice((rules[0],), plans[0])


def _alike(left: tuple[Action, ...], right: tuple[Action, ...]) -> bool:
    """Say whether two plans do the same, whatever the rules that they come from."""
    return [_deed(action) for action in left] == [_deed(action) for action in right]


def _deed(action: Action) -> tuple[Any, ...]:
    return action.kind, action.payload, action.fault


def _conflict(table: Prepared, kind: str, why: str, rules: list[int]) -> Choice:
    names = tuple(table.matches[index].rule for index in rules)
    return Choice(conflict=Conflict(table.table.name, kind, f"{table.table.name}: {why}: {', '.join(names)}", names))


def _priority(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    plans = _ranked(table, hits, env)
    return Choice((plans[0][0],), plans[0][1]) if plans else NOTHING


def _in_output_order(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    plans = _ranked(table, hits, env)
    return Choice(tuple(index for index, _ in plans), tuple(action for _, actions in plans for action in actions))


def _ranked(table: Prepared, hits: Iterator[int], env: Env) -> list[tuple[int, tuple[Action, ...]]]:
    """Give the rules with their actions, those whose outputs come earlier in their values first."""
    plans = [(index, table.actions(index, env)) for index in hits]
    plans.sort(key=lambda each: tuple(_rank(output, each[1]) for output in table.table.outputs))
    return plans


def _rank(output: Output, actions: tuple[Action, ...]) -> int:
    """Give the place of an output's value in its priorities; a value that is not there comes last."""
    value = _value(output, actions)
    places = (place for place, wanted in enumerate(output.values) if equal(value, wanted) is True)
    return next(places, len(output.values))


def _value(output: Output, actions: tuple[Action, ...]) -> Any:
    value: Any = next((action.payload for action in actions if action.kind == output.action), None)
    for key in output.path:
        value = value.get(key) if type(value) is dict else None
    return value


def _in_rule_order(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    return _of(table, list(hits), env)


def _collect(table: Prepared, hits: Iterator[int], env: Env) -> Choice:
    collected = _of(table, list(hits), env)
    aggregation = table.table.aggregation
    return collected if aggregation is None or not collected.rules else _aggregated(table.table, aggregation, collected)


_AGGREGATES: dict[str, Callable[[list[Any]], Any]] = {"SUM": total, "MIN": minimum, "MAX": maximum, "COUNT": len}


def _aggregated(table: Table, aggregation: str, collected: Choice) -> Choice:
    """Make one `set` of all; it counts as the first rule's."""
    first = collected.actions[0]
    name = next(iter(first.payload))
    values = [action.payload[name] for action in collected.actions]
    result = _AGGREGATES[aggregation](values)
    fault = next((action.fault for action in collected.actions if action.fault), None)
    if result is None and fault is None:
        fault = f"{aggregation} of `{name}` has no value: its parts do not go together"
    action = Action(table.name, first.rule, first.index, "set", {name: result}, fault=fault)
    return Choice(collected.rules, (action,))


POLICIES: dict[str, Policy] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "OUTPUT ORDER": _in_output_order,
    "RULE ORDER": _in_rule_order,
    "COLLECT": _collect,
}
