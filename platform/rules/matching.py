"""Which rules of a table hold for a case: the plain way, rule by rule and cell by cell."""

from collections.abc import Iterator
from typing import Any

from .decision import Failed
from .feel.scope import Env
from .feel.values import Truth, Value
from .tables import Rule, Table
from .templates import NotJsonError, as_json


class InputValues:
    """The values of a table's inputs, each computed when it is first asked for."""

    __slots__ = ("_env", "_table", "_values")

    def __init__(self, table: Table, env: Env) -> None:
        self._table = table
        self._env = env
        self._values: dict[int, Value] = {}

    def __getitem__(self, index: int) -> Value:
        if index not in self._values:
            self._values[index] = self._table.inputs[index].code(self._env)
        return self._values[index]


def matches(table: Table, env: Env) -> Iterator[int]:
    """Give the places of the rules that hold, in their order, each tried only when it is asked for."""
    inputs = InputValues(table, env)
    for index, rule in enumerate(table.rules):
        if holds(rule, inputs, env):
            yield index


def holds(rule: Rule, inputs: InputValues, env: Env) -> bool:
    for condition in rule.conditions:
        if condition.cell.test(inputs[condition.input], env) is not True:
            return False
    return rule.only_if is None or rule.only_if.code(env) is True


def first_failure(table: Table, rule: Rule, env: Env) -> Failed | None:
    """Give the first condition of a rule that does not hold, or None where all do."""
    inputs = InputValues(table, env)
    for condition in rule.conditions:
        value = inputs[condition.input]
        truth: Truth = condition.cell.test(value, env)
        if truth is not True:
            return Failed(table.inputs[condition.input].text, condition.cell.text, shown(value))
    if rule.only_if is not None and (value := rule.only_if.code(env)) is not True:
        return Failed("if", rule.only_if.text, shown(value))
    return None


def shown(value: Value) -> Any:
    """Give a value for people to read; what is no JSON is named."""
    try:
        return as_json(value)
    except NotJsonError as error:
        return str(error)
