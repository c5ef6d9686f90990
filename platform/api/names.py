"""What is kept from a client: which person of the BPO did what, and what they noted for each other."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from tasks.reading.items import HistoryEntry, ItemView
from tasks.views import TaskView
from tenants.principals import Principal
from tenants.roles import STAFF_ROLES, hides_names

_OF_TASKS = frozenset({"assignee", "reserved_for", "note"})
_OF_ACTORS = frozenset({"id", "name"})
_OF_DATA = frozenset({"note", "reason", "assignee", "reserved_for", "user"})


def task_for(principal: Principal) -> Callable[[TaskView], Any]:
    """How a task is shown to `principal`."""
    return _nameless_task if hides_names(principal.role) else _whole


def item_for(principal: Principal) -> Callable[[ItemView], Any]:
    return _nameless_item if hides_names(principal.role) else _whole


def entry_for(principal: Principal) -> Callable[[HistoryEntry], Any]:
    return _nameless_entry if hides_names(principal.role) else _whole


def _whole(view: Any) -> Any:
    return view


def _nameless_task(task: TaskView) -> dict[str, Any]:
    return _without(structs.asdict(task), _OF_TASKS)


def _nameless_item(item: ItemView) -> dict[str, Any]:
    return structs.asdict(item) | {"tasks": [_nameless_task(task) for task in item.tasks]}


def _nameless_entry(entry: HistoryEntry) -> HistoryEntry:
    if entry.actor.get("role") not in STAFF_ROLES:
        return entry
    actor, data = _without(entry.actor, _OF_ACTORS), _without(entry.data, _OF_DATA)
    return structs.replace(entry, actor=actor, data=data)


def _without(members: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}
