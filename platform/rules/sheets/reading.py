"""Reads a sheet as a table of a ruleset."""

import re
from collections.abc import Callable
from typing import Any

from ..keys import KEY
from ..reading.cursor import escaped
from .constants import json_value
from .sheet import IF, Misfit, Output, Row, Sheet
from .slots import Column, Slot, parse_header

NOTHING = frozenset({None, "", "-"})
_SEPARATORS = re.compile(r"[^a-z0-9]+")
Place = Callable[[int | None, str], str]  # names the cell of a rule (None: the header) under a header ("": the rule's)


class TableReader:
    """Makes a table of a sheet; `misfits` gathers what does not fit, `places` says where a part of the table stands."""

    def __init__(self, sheet: Sheet, place: Place) -> None:
        self._sheet = sheet
        self._place = place
        self.misfits: list[Misfit] = []
        self.places: dict[str, str] = {}

    def read(self) -> dict[str, Any]:
        sheet = self._sheet
        columns = [self._column(output) for output in sheet.outputs]
        rules = [self._rule(index, row, columns) for index, row in enumerate(sheet.rows)]
        table = {"name": sheet.name, "on": sheet.event, "hit_policy": sheet.hit_policy, "rules": rules}
        if sheet.aggregation:
            table["aggregation"] = sheet.aggregation
        pairs = [(output, column) for output, column in zip(sheet.outputs, columns, strict=True) if column]
        ranked = sorted((pair for pair in pairs if pair[0].values is not None), key=lambda pair: pair[0].priority or 0)
        if ranked:
            table["outputs"] = [{"name": column.header, "values": list(each.values or ())} for each, column in ranked]
        return table

    def _column(self, output: Output) -> Column | None:
        """Read a header; what is no path into an action names a fact, and says nothing without a cell."""
        found = parse_header(output.header)
        key = _SEPARATORS.sub("_", output.header.lower()).strip("_")
        if found is None and KEY.fullmatch(key):
            place = self._sheet.outputs.index(output)
            return Column(Slot("set"), (key,)) if any(row.entries[place] for row in self._sheet.rows) else None
        if found is None:
            self._misfit(None, output.header, "it is no path into an action, as `create_task.queue` is")
        return found

    def _rule(self, index: int, row: Row, columns: list[Column | None]) -> dict[str, Any]:
        self.places[f"/rules/{index}"] = self._place(index, "")
        tests = {name: test for name, test in zip(self._sheet.inputs, row.tests, strict=True) if test not in NOTHING}
        for name in tests:
            self.places[f"/rules/{index}/when/{escaped(name)}"] = self._place(index, name)
        rule: dict[str, Any] = {"name": row.name, "when": tests}
        if row.condition not in NOTHING:
            rule["if"] = row.condition
            self.places[f"/rules/{index}/if"] = self._place(index, IF)
        rule["then"] = [{slot.kind: payload} for slot, payload in self._actions(index, row, columns).items()]
        return rule

    def _actions(self, index: int, row: Row, columns: list[Column | None]) -> dict[Slot, Any]:
        actions: dict[Slot, Any] = {}
        for output, column, text in zip(self._sheet.outputs, columns, row.entries, strict=True):
            if column is None or not text:
                continue
            trouble = _put(actions, column, json_value(text))
            if trouble:
                self._misfit(index, output.header, trouble)
            steps = (str(list(actions).index(column.slot)), column.slot.kind, *column.path)
            pointer = "/".join(map(escaped, steps))
            self.places[f"/rules/{index}/then/{pointer}"] = self._place(index, output.header)
        return actions

    def _misfit(self, index: int | None, header: str, detail: str) -> None:
        self.misfits.append(Misfit(self._place(index, header), detail))


def _put(actions: dict[Slot, Any], column: Column, value: Any) -> str | None:
    """Put a value at its place in the actions of a rule; give what is wrong with it, or None."""
    if not column.path:
        if not isinstance(value, dict) or column.slot in actions:
            actions.setdefault(column.slot, {})
            return "a column without a path holds a whole action as a context, as in `{}`"
        actions[column.slot] = value
        return None
    place = actions.setdefault(column.slot, {})
    for name in column.path[:-1]:
        place = place.setdefault(name, {}) if isinstance(place, dict) else None
    if not isinstance(place, dict) or column.path[-1] in place:
        return f"`{column.header}` is given twice: here, and as a whole or a part elsewhere in this rule"
    place[column.path[-1]] = value
    return None
