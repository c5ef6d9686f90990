"""What those who watch are told, as server-sent events (WHATWG HTML, 9.2): an item or task has changed, a queue holds
something else, or: look at everything anew."""

from datetime import datetime
from functools import cached_property
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from tasks.reading.changes import Changed, ItemState
from tasks.reading.items import Named
from tasks.views import TaskView

from ..answers import encode
from ..names import nameless_actor, nameless_task


class ItemEvent(Struct, frozen=True, kw_only=True):
    """A row of an item's history, and the item as it is now."""

    tenant: str
    seq: int
    at: datetime
    kind: str
    actor: dict[str, Any]
    work_item: ItemState
    automation: Named | UnsetType = UNSET


class TaskEvent(ItemEvent, frozen=True, kw_only=True):
    """One that is about a task, and the task as it is now."""

    task: TaskView


class QueueEvent(Struct, frozen=True):
    """What stands in the queue is no longer what stood there."""

    tenant: str
    queue: str


class ResetEvent(Struct, frozen=True):
    """Something may have been missed: what is shown is to be read anew."""

    reason: str


EVENTS = {"work_item": ItemEvent, "task": TaskEvent, "queue": QueueEvent, "reset": ResetEvent}
"""By the `event` of a message."""


class Message(Struct, frozen=True, dict=True):
    """An event as the wire has it, in full and without the names of staff."""

    event: ItemEvent | QueueEvent | ResetEvent

    @cached_property
    def full(self) -> bytes:
        return _message(self.event)

    @cached_property
    def nameless(self) -> bytes:
        return _message(_without_names(self.event))


def message_of(changed: Changed) -> Message:
    entry = changed.entry
    said: dict[str, Any] = {
        "tenant": changed.tenant.slug,
        "seq": entry.seq,
        "at": entry.at,
        "kind": entry.kind,
        "actor": entry.actor,
        "work_item": changed.work_item,
        "automation": entry.automation or UNSET,
    }
    task = changed.task
    return Message(ItemEvent(**said) if task is None else TaskEvent(**said, task=task))


def reset(reason: str) -> bytes:
    return _message(ResetEvent(reason))


def at(place: str) -> bytes:
    """Up to where the client was told, so that it can go on from there. Without data it is no event."""
    return f"id: {place}\n\n".encode()


def _message(event: ItemEvent | QueueEvent | ResetEvent) -> bytes:
    name = next(name for name, shape in EVENTS.items() if type(event) is shape)
    return b"event: " + name.encode() + b"\ndata: " + encode(event) + b"\n\n"


def _without_names(event: ItemEvent | QueueEvent | ResetEvent) -> ItemEvent | QueueEvent | ResetEvent:
    if isinstance(event, TaskEvent):
        return structs.replace(event, actor=nameless_actor(event.actor), task=nameless_task(event.task))
    if isinstance(event, ItemEvent):
        return structs.replace(event, actor=nameless_actor(event.actor))
    return event
