"""What the inputs of tables are worth for a case, for people who ask why a cell of a column held or did not."""

from collections.abc import Mapping
from typing import Any

from .errors import LimitExceededError
from .feel.fuel import refuel
from .feel.scope import Env
from .matching import InputValues, shown
from .ruleset import Ruleset


def input_values(ruleset: Ruleset, case: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By table of the case's event, and by input; pure. What asks for too much is left out."""
    refuel()
    env = Env(dict(case))
    found: dict[str, dict[str, Any]] = {}
    for prepared in ruleset.by_event.get(case["event"]["name"], ()):
        table = prepared.table
        values, known = InputValues(table, env), found.setdefault(table.name, {})
        for index, column in enumerate(table.inputs):
            try:
                known[column.text] = shown(values[index])
            except (LimitExceededError, RecursionError):
                continue
    return found
