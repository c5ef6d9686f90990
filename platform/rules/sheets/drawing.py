"""Draws a table of a ruleset as a sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..keys import PLAIN_EVENTS
from .constants import feel_text
from .sheet import Output, Row, Sheet
from .slots import Column, Slot, flat, parse_header, placed, slots_for

Rule = Mapping[str, Any]


def sheet_of(table: Mapping[str, Any]) -> Sheet:
    """Give the sheet of a table's JSON, which has to be one that can be loaded."""
    rules = table["rules"]
    inputs = tuple(dict.fromkeys(name for rule in rules for name in rule.get("when", {})))
    slots = slots_for([[kind for action in rule["then"] for kind in action] for rule in rules])
    cells = [_cells(rule, slots) for rule in rules]
    columns = _columns(slots, cells, table.get("outputs", ()))
    rows = (_row(rule, inputs, tuple(map(given.get, columns))) for rule, given in zip(rules, cells, strict=True))
    return Sheet(
        table["name"],
        table.get("on", PLAIN_EVENTS[0]),
        table.get("hit_policy", "UNIQUE"),
        table.get("aggregation"),
        inputs,
        tuple(columns.values()),
        tuple(rows),
    )


def _cells(rule: Rule, slots: list[Slot]) -> dict[Column, str]:
    return {
        Column(slot, path): feel_text(value)
        for slot, payload in placed(slots, rule["then"])
        for path, value in flat(payload)
    }


def _columns(
    slots: list[Slot], cells: Sequence[Mapping[Column, str]], outputs: Sequence[Mapping[str, Any]]
) -> dict[Column, Output]:
    """Give the columns slot by slot; what has priorities has a column even if no rule gives it."""
    ranked = {column: output["values"] for output in outputs if (column := parse_header(output["name"]))}
    places = {slot: place for place, slot in enumerate(dict.fromkeys([*slots, *(each.slot for each in ranked)]))}
    known = dict.fromkeys([*(column for given in cells for column in given), *ranked])
    columns = sorted(known, key=lambda column: places[column.slot])
    is_in_order = [column for column in columns if column in ranked] == list(ranked)
    numbers = {} if is_in_order else {column: number for number, column in enumerate(ranked, 1)}
    return {
        column: Output(column.header, tuple(ranked[column]) if column in ranked else None, numbers.get(column))
        for column in columns
    }


def _row(rule: Rule, inputs: Sequence[str], entries: tuple[str | None, ...]) -> Row:
    return Row(rule["name"], tuple(map(rule.get("when", {}).get, inputs)), rule.get("if"), entries)
