"""What happens to a case, and the case as rules see it (CONTRACT: "The case"): plain JSON values."""

from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from tenants.principals import TenantRef

from .case import Case, Run, Task, Timer

MOST_RAISED = 32
"""Events that the plans of one step may raise; each is decided in it."""


DECISION, DONE, OTHERS = "decision", "done", "others"
PARTS = ("task", "automation", "failed", "signal", "timer", "pattern", "before")


class Event(Struct, frozen=True, kw_only=True):
    """`name` is what tables are bound to: `received`, `task.<type>`, `automation.<name>`… `done`: marks of the actions
    that were applied when it was decided before."""

    name: str
    at: datetime
    task: dict[str, Any] | None = None
    automation: dict[str, Any] | None = None
    failed: bool | None = None
    signal: dict[str, Any] | None = None
    timer: dict[str, Any] | None = None
    pattern: dict[str, Any] | None = None
    before: Any = None
    done: tuple[str, ...] = ()

    def as_value(self) -> dict[str, Any]:
        """As rules see it."""
        value: dict[str, Any] = {"name": self.name, "at": utc(self.at)}
        for part in PARTS:
            if (given := getattr(self, part)) is not None:
                value[part] = given
        return value


def received(now: datetime) -> Event:
    return Event(name="received", at=now)


def amended(before: Any, now: datetime) -> Event:
    """`before` is the document as it was."""
    return Event(name="amended", at=now, before=before)


def cancelled(now: datetime) -> Event:
    return Event(name="cancelled", at=now)


def reopened(now: datetime) -> Event:
    return Event(name="reopened", at=now)


def task_completed(task: Task, now: datetime) -> Event:
    return Event(name=f"task.{task.type}", at=now, task=_about(task))


def signal(name: str, data: Any, now: datetime, **more: Any) -> Event:
    """`more`: of a pattern's, the items that it is about, and the pattern."""
    return Event(name=f"signal.{name}", at=now, signal={"name": name, "data": data, **more})


def timer_fired(timer: Timer, task: Task | None, now: datetime) -> Event:
    """`timer.<name>` of a rule's timer; else `due_soon.<type>` or `overdue.<type>`, of a task or of the item."""
    if timer.kind == "rule":
        return Event(name=f"timer.{timer.name}", at=now, timer={"name": timer.name})
    return Event(name=f"{timer.kind}.{timer.name}", at=now, task=_about(task) if task else None)


def _about(task: Task) -> dict[str, Any]:
    about: dict[str, Any] = {"id": str(task.id), "key": task.key, "type": task.type}
    return about | {"disposition": task.disposition, "result": task.result, "note": task.note}


def automation_finished(run: Run, now: datetime) -> Event:
    failed = run.state == "failed"
    about = {"name": run.automation, "key": run.key, "failed": failed, "result": run.result}
    return Event(name=f"automation.{run.automation}", at=now, automation=about, failed=failed)


def pattern_not_looked_at(pattern: dict[str, Any], now: datetime) -> Event:
    """No table is on it: it stands with the exception, so that a person can have the pattern looked at again."""
    return Event(name="pattern", at=now, pattern=pattern)


def kept(event: Event, *others: Event, decision: int | None = None) -> dict[str, Any]:
    """Events that failed together, as one value that `failed` reads; `decision`: the seq of that in which it failed."""
    value = event.as_value()
    more = {DECISION: decision, DONE: list(event.done), OTHERS: [other.as_value() for other in others]}
    return value | {name: part for name, part in more.items() if part}


def failed(kept: dict[str, Any] | None, now: datetime) -> list[Event]:
    """The events that an exception stands for."""
    value = kept or {"name": "received"}
    return [from_value(each, now) for each in (value, *value.get(OTHERS, ()))]


def from_value(value: dict[str, Any], now: datetime) -> Event:
    """An event that was kept, to be decided again."""
    parts = {part: value[part] for part in PARTS if part in value}
    return Event(name=value["name"], at=now, done=tuple(value.get(DONE, ())), **parts)


def failed_together(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two kept values are of one decision."""
    return bool(one and other and one.get(DECISION) and one[DECISION] == other.get(DECISION))


def rules_case(case: Case, event: Event, tenant: TenantRef) -> dict[str, Any]:
    return {
        "type": case.type,
        "reference": case.reference,
        "document": case.document,
        "facts": case.item.facts,
        "tasks": {task.key: _seen(task) for task in case.tasks},
        "all_tasks": [{"key": task.key, **_seen(task)} for task in case.tasks],
        "signals": case.item.signals,
        "event": event.as_value(),
        "tenant": {"slug": tenant.slug, "timezone": tenant.timezone, "country": tenant.country},
        "received_at": utc(case.received_at),
        "priority": case.item.priority,
    }


def _seen(task: Task) -> dict[str, Any]:
    return {"type": task.type, "state": task.state, "disposition": task.disposition, "result": task.result}


def utc(time: datetime) -> str:
    """RFC 3339 in UTC with `Z`."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
