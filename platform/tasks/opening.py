"""Tasks are opened as a rule wants them, or as near as can be: what cannot be done as wanted stands in `exceptions`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from . import calendars, durations, events
from .calendars import Calendar
from .case import Task
from .events import Event
from .ranking import rank
from .unfolding import Setting, Unfolding

UNROUTED, EXCEPTION, EXCEPTIONS = "unrouted", "exception", "exceptions"
ANY_TYPE = "*"
"""As `not_by`: nobody who has completed any task of the item."""


class Wanted(Struct, frozen=True, kw_only=True):
    """`skills` maps to least levels; `warn`: how long before it is due that is said; `about`: the event that failed."""

    type: str
    queue: str
    key: str | None = None
    priority: int | None = None
    due_at: datetime | None = None
    warn: str | None = None
    skills: Mapping[str, int] = {}
    not_by: str | None = None
    weight: Any = None
    note: str | None = None
    about: dict[str, Any] | None = None


def open_unrouted(unfolding: Unfolding, reason: str, received: Event | None) -> None:
    """`received`: None where it was another event that no rule took."""
    about = events.kept(received) if received else None
    open_task(unfolding, Wanted(type=UNROUTED, queue=UNROUTED, note=reason, about=about))


def open_exception(unfolding: Unfolding, reason: str, *failed: Event) -> None:
    """A task for a person, with the reason; `about` keeps the events, so that they can be decided again."""
    open_task(unfolding, Wanted(type=EXCEPTION, queue=EXCEPTIONS, note=reason, about=events.kept(*failed)))


def create_task(unfolding: Unfolding, payload: Mapping[str, Any], event: Event) -> bool:
    """The action; an unknown task type becomes an exception, and is not done."""
    setting = unfolding.setting
    if payload["type"] not in setting.configuration.task_types:
        open_exception(unfolding, f'There is no task type "{payload["type"]}".', event)
        return False
    queue, note = _queue(unfolding, payload.get("queue"), payload.get("note"))
    wanted = Wanted(
        type=payload["type"],
        queue=queue,
        key=payload["key"],
        priority=payload["priority"],
        due_at=_due_at(setting, queue, payload.get("due_in")),
        warn=payload.get("warn") or setting.configuration.warn_of(unfolding.before.type),
        skills=levels_of(payload.get("skills") or ()),
        not_by=ANY_TYPE if payload.get("not_by") is True else payload.get("not_by"),
        weight=payload.get("weight"),
        note=note,
    )
    open_task(unfolding, wanted)
    return True


def _due_at(setting: Setting, queue: str, due_in: str | None) -> datetime | None:
    """`due_in` was found to be a duration when the action was planned."""
    if due_in is None:
        return None
    return calendars.add(setting.configuration.calendar_of(queue), setting.now, durations.read(due_in))


def _queue(unfolding: Unfolding, queue: str | None, note: str | None) -> tuple[str, str | None]:
    if queue is not None and queue in unfolding.setting.configuration.queues:
        return queue, note
    missing = "The rule named no queue." if queue is None else f'There is no queue "{queue}".'
    return EXCEPTIONS, missing if note is None else f"{missing} {note}"


def levels_of(skills: Mapping[str, int] | Iterable[str]) -> dict[str, int]:
    """A list of names asks for any level."""
    if isinstance(skills, Mapping):
        return {name: int(level) for name, level in skills.items()}
    return dict.fromkeys(skills, 1)


def open_task(unfolding: Unfolding, wanted: Wanted) -> None:
    setting = unfolding.setting
    demands = sorted(wanted.skills.items())
    priority = unfolding.item.priority if wanted.priority is None else wanted.priority
    task = Task(
        id=setting.new_id(),
        type=wanted.type,
        type_version=setting.configuration.task_types[wanted.type].version,
        key=wanted.key or wanted.type,
        queue_key=wanted.queue,
        skills=tuple(name for name, _ in demands),
        levels=tuple(level for _, level in demands),
        priority=priority,
        rank=rank(priority, ready_at=setting.now, due_at=wanted.due_at),
        ready_at=setting.now,
        due_at=wanted.due_at,
        created_at=setting.now,
        not_by=wanted.not_by,
        barred=barred(unfolding, wanted.not_by),
        weight=wanted.weight,
        warn=wanted.warn,
        note=wanted.note,
        about=wanted.about,
    )
    unfolding.set_task(task)
    watch_due_time(unfolding, task)
    said = {"type": task.type, "queue": task.queue_key, "priority": priority, "note": task.note}
    unfolding.record("task_created", task=task, data=said)


def watch_due_time(unfolding: Unfolding, task: Task) -> None:
    """Sets the timers of a task's due time, where a table of the item's ruleset asks for them."""
    if task.due_at is not None:
        calendar = unfolding.setting.configuration.calendar_of(task.queue_key)
        _watch(unfolding, task.type, task.due_at, warn=task.warn, calendar=calendar, task_id=task.id)


def watch_again(unfolding: Unfolding, task: Task, came_until: datetime) -> None:
    """The timers of a task's due time anew, but for what had come until then: each comes once a task."""
    waiting = {timer.kind for timer in unfolding.timers.values() if timer.task_id == task.id}
    unfolding.end_timers(lambda timer: timer.task_id == task.id)
    watch_due_time(unfolding, task)
    unfolding.end_timers(
        lambda timer: timer.task_id == task.id and timer.kind not in waiting and timer.due_at <= came_until
    )


def watch_promise(unfolding: Unfolding, warn: str | None, *, after: datetime | None = None) -> None:
    """The same for the promise to the client; `after`: what came until then does not come again."""
    if unfolding.item.promised_at is not None:
        calendar = unfolding.setting.configuration.calendar
        _watch(unfolding, "item", unfolding.item.promised_at, warn=warn, calendar=calendar)
    if after is not None:
        unfolding.end_timers(lambda timer: timer.task_id is None and timer.kind != "rule" and timer.due_at <= after)


def _watch(
    unfolding: Unfolding,
    name: str,
    due_at: datetime,
    *,
    warn: str | None,
    calendar: Calendar | None,
    task_id: UUID | None = None,
) -> None:
    ruleset = unfolding.setting.ruleset
    if ruleset is None:
        return
    if f"overdue.{name}" in ruleset.by_event:
        unfolding.set_timer("overdue", name, due_at, task_id)
    if warn is not None and f"due_soon.{name}" in ruleset.by_event:
        warn_at = calendars.subtract(calendar, due_at, durations.read(warn))
        unfolding.set_timer("due_soon", name, warn_at, task_id)


def barred(unfolding: Unfolding, not_by: str | None) -> tuple[UUID, ...] | None:
    """Who has completed a task of this item that a task with this `not_by` wants other eyes than."""
    if not_by is None:
        return None
    done = [task for task in unfolding.tasks.values() if task.completed_by and not_by in (ANY_TYPE, task.type)]
    return tuple(sorted({task.completed_by for task in done if task.completed_by})) or None
