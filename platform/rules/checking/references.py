"""Finds queues, task types, automations and work types that rules name and the tenant does not have."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from ..errors import Mend
from ..report import Catalogue, Finding
from ..ruleset import Ruleset
from ..suggestions import did_you_mean, nearest
from ..tables import ActionTemplate, Rule, Table

BUILT_IN_QUEUES = frozenset({"unrouted", "exceptions"})
BUILT_IN_TYPES = frozenset({"task", "unrouted", "exception"})
ITEM = "item"  # `overdue.item` is about the promise to the client

_NAMED = {
    ("create_task", "queue"): "queue",
    ("create_task", "type"): "task type",
    ("create_task", "not_by"): "task type",
    ("cancel_tasks", "type"): "task type",
    ("run", "automation"): "automation",
}
_EVENTS = {"task": "task type", "due_soon": "task type", "overdue": "task type", "automation": "automation"}


def unknown_references(ruleset: Ruleset, catalogue: Catalogue) -> Iterator[Finding]:
    known = {
        "queue": catalogue.queues | BUILT_IN_QUEUES,
        "task type": catalogue.task_types | BUILT_IN_TYPES,
        "automation": catalogue.automations,
        "work type": catalogue.work_types,
    }
    for place, table in enumerate(ruleset.tables):
        yield from _in_event(table, f"/tables/{place}/on", known)
        for index, rule in enumerate(table.rules):
            for action in rule.actions:
                pointer = f"/tables/{place}/rules/{index}/then/{action.index}/{action.kind}"
                yield from _in_action(table, rule, action, pointer, known)
    for place, content in enumerate(ruleset.content.get("patterns", ())):
        yield from _in_pattern(content, f"/patterns/{place}", known["work type"])


def _in_pattern(content: Mapping[str, Any], pointer: str, known: frozenset[str]) -> Iterator[Finding]:
    for part in ("all", "any", "not"):
        for place, member in enumerate(content.get(part, ())):
            if (key := member.get("type", None)) is not None and key not in known:
                yield _unknown("work type", key, known, f"{pointer}/{part}/{place}/type", None, None)


def _in_event(table: Table, pointer: str, known: dict[str, frozenset[str]]) -> Iterator[Finding]:
    family, _, key = table.event.partition(".")
    noun = _EVENTS.get(family)
    if noun is not None and key not in known[noun] and not (key == ITEM and family in ("due_soon", "overdue")):
        found = _unknown(noun, key, known[noun], pointer, table, None)
        yield replace(found, mend=found.mend and Mend(text=f"{family}.{found.mend.text}"))


def _in_action(
    table: Table, rule: Rule, action: ActionTemplate, pointer: str, known: dict[str, frozenset[str]]
) -> Iterator[Finding]:
    for name, member in action.members.items():
        noun = _NAMED.get((action.kind, name))
        if noun is not None and member.is_constant and type(member.value) is str and member.value not in known[noun]:
            yield _unknown(noun, member.value, known[noun], f"{pointer}/{name}", table, rule)


def _unknown(
    noun: str, key: str, known: frozenset[str], pointer: str, table: Table | None, rule: Rule | None
) -> Finding:
    near = nearest(key, known)
    detail = f"there is no {noun} `{key}`{did_you_mean(near)}"
    kind = f"unknown_{noun.replace(' ', '_')}"
    mend = Mend(text=near) if near else None
    return Finding(kind, pointer, detail, table.name if table else None, (rule.name,) if rule else None, mend)
