"""Reads decision tables: their event, hit policy, inputs, rules and outputs."""

from dataclasses import replace
from typing import Any

from ..feel.compiled import CompiledCell
from ..keys import EVENT_FAMILIES, PLAIN_EVENTS, is_event
from ..payloads import ACTIONS
from ..ruleset import Doubt
from ..tables import AGGREGATIONS, HIT_POLICIES, ActionTemplate, Condition, Input, Output, Rule, Table
from .actions import read_actions
from .cursor import Cursor
from .expressions import Place, read_cell, read_expression, read_input
from .translations import Translations

_EVENTS = f"{', '.join(PLAIN_EVENTS)} or {', '.join(f'{family}.<key>' for family in EVENT_FAMILIES)}"


def read_tables(cursor: Cursor, known: Translations, doubts: list[Doubt]) -> tuple[Table, ...]:
    names: set[str] = set()
    read = (read_table(element, known, doubts, names) for element in cursor.elements())
    return tuple(table for table in read if table is not None)


def read_table(cursor: Cursor, known: Translations, doubts: list[Doubt], names: set[str]) -> Table | None:
    members = cursor.members(("name", "on", "rules"), ("hit_policy", "outputs", "aggregation"))
    if members is None:
        return None
    name = unique_name(members.get("name"), names)
    columns = _Columns(Place(known, name, None, doubts))
    rules = columns.read_rules(members["rules"]) if "rules" in members else ()
    policy = members["hit_policy"].one_of(HIT_POLICIES) if "hit_policy" in members else "UNIQUE"
    table = Table(
        name=name or "",
        event=_read_event(members["on"]) if "on" in members else "",
        hit_policy=policy or "UNIQUE",
        inputs=tuple(columns.inputs),
        rules=rules,
        outputs=_read_outputs(members["outputs"]) if "outputs" in members else (),
        aggregation=members["aggregation"].one_of(AGGREGATIONS) if "aggregation" in members else None,
    )
    _check_policy(table, cursor, members)
    return table


def unique_name(cursor: Cursor | None, names: set[str]) -> str | None:
    """Read a name and note it; one that is taken is a fault."""
    name = cursor.name() if cursor else None
    if cursor and name in names:
        cursor.fault(f"the name `{name}` is taken")
    if name is not None:
        names.add(name)
    return name


def _read_event(cursor: Cursor) -> str:
    text = cursor.text() or ""
    if text and not is_event(text):
        cursor.fault(f"`{text}` is no event: it is {_EVENTS}")
    return text


class _Columns:
    """The rules of one table and the inputs that their conditions share."""

    def __init__(self, place: Place) -> None:
        self.inputs: list[Input] = []
        self._places: dict[str, int | None] = {}
        self._place = place

    def read_rules(self, cursor: Cursor) -> tuple[Rule, ...]:
        names: set[str] = set()
        read = (self._read_rule(element, names) for element in cursor.elements())
        return tuple(rule for rule in read if rule is not None)

    def _read_rule(self, cursor: Cursor, names: set[str]) -> Rule | None:
        members = cursor.members(("name", "then"), ("when", "if"))
        if members is None:
            return None
        name = unique_name(members.get("name"), names)
        place = replace(self._place, rule=name)
        conditions = self._read_conditions(members["when"], place) if "when" in members else ()
        only_if = read_expression(members["if"], place) if "if" in members else None
        actions = read_actions(members["then"], place) if "then" in members else ()
        return Rule(name or "", conditions, only_if, actions)

    def _read_conditions(self, cursor: Cursor, place: Place) -> tuple[Condition, ...]:
        conditions = []
        for text, part in cursor.entries().items():
            index = self._input(text, part, place)
            cell = read_cell(part, place, None if index is None else self.inputs[index].shape)
            if index is not None and cell is not None and not _is_dash(cell):
                conditions.append(Condition(index, cell))
        return tuple(conditions)

    def _input(self, text: str, cursor: Cursor, place: Place) -> int | None:
        if text not in self._places:
            column = read_input(text, cursor, place)
            self._places[text] = None if column is None else len(self.inputs)
            if column is not None:
                self.inputs.append(column)
        return self._places[text]


def _is_dash(cell: CompiledCell) -> bool:
    return not cell.tests.tests


def _read_outputs(cursor: Cursor) -> tuple[Output, ...]:
    read = map(_read_output, cursor.elements())
    return tuple(output for output in read if output is not None)


def _read_output(cursor: Cursor) -> Output | None:
    members = cursor.members(("name", "values"))
    if members is None or len(members) < 2:  # noqa: PLR2004 - both of them
        return None
    name = members["name"].name() or ""
    action, *path = name.split(".")
    if name and (action not in ACTIONS or not path):
        members["name"].fault("an output is a path into an action, as in `create_task.queue`")
    values: list[Any] = [element.value for element in members["values"].elements()]
    return Output(action, tuple(path), tuple(values))


def _check_policy(table: Table, cursor: Cursor, members: dict[str, Cursor]) -> None:
    """Check what a hit policy needs, and what only COLLECT may have."""
    if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not members.get("outputs"):
        cursor.fault(f"{table.hit_policy} needs `outputs` with their values in falling priority")
    if table.aggregation is None:
        return
    if table.hit_policy != "COLLECT":
        members["aggregation"].fault("only COLLECT has an aggregation")
    single = {_single_set(rule.actions) for rule in table.rules}
    if None in single or len(single) > 1:
        members["aggregation"].fault("an aggregation needs one and the same `set` of a single name in every rule")


def _single_set(actions: tuple[ActionTemplate, ...]) -> str | None:
    """Give the name that a rule sets if that is all it does."""
    if len(actions) != 1 or actions[0].kind != "set" or len(actions[0].members) != 1:
        return None
    return next(iter(actions[0].members))
