"""What is kept from a client: which person of the BPO did what, and what they noted for each other."""

from typing import Any

from msgspec import UNSET, structs

from tasks.reading.items import HistoryEntry, ItemView
from tasks.reading.task_rows import TaskRow
from tasks.views import TaskView
from tenants.principals import Principal
from tenants.roles import STAFF_ROLES, hides_names

_OF_ACTORS = frozenset({"id", "name"})
_OF_DATA = frozenset({"note", "reason", "assignee", "reserved_for", "user"})


def task_for(principal: Principal, task: TaskView) -> TaskView:
    """A task as it is shown to `principal`."""
    return nameless_task(task) if hides_names(principal.role) else task


def row_for(principal: Principal, task: TaskRow) -> TaskRow:
    return structs.replace(task, assignee=None, reserved_for=None) if hides_names(principal.role) else task


def item_for(principal: Principal, item: ItemView) -> ItemView:
    return _nameless_item(item) if hides_names(principal.role) else item


def entry_for(principal: Principal, entry: HistoryEntry) -> HistoryEntry:
    return _nameless_entry(entry) if hides_names(principal.role) else entry


def actor_for(principal: Principal, actor: dict[str, Any]) -> dict[str, Any]:
    return nameless_actor(actor) if hides_names(principal.role) else actor


def nameless_task(task: TaskView) -> TaskView:
    return structs.replace(task, assignee=UNSET, reserved_for=UNSET, note=UNSET)


def nameless_actor(actor: dict[str, Any]) -> dict[str, Any]:
    return _without(actor, _OF_ACTORS) if actor.get("role") in STAFF_ROLES else actor


def _nameless_item(item: ItemView) -> ItemView:
    return structs.replace(item, tasks=[nameless_task(task) for task in item.tasks])


def _nameless_entry(entry: HistoryEntry) -> HistoryEntry:
    if entry.actor.get("role") not in STAFF_ROLES:
        return entry
    return structs.replace(entry, actor=nameless_actor(entry.actor), data=_without(entry.data, _OF_DATA))


def _without(members: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}
