"""What each action of a plan does to a case. What cannot be done as wanted becomes work for a person."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from rules import Action, Decision

from . import durations
from .automations import AUTOMATIONS
from .case import Run, Task
from .events import Event
from .ranking import rank
from .states import CANCELLED
from .unfolding import Unfolding

UNROUTED, EXCEPTION, EXCEPTIONS = "unrouted", "exception", "exceptions"
FIRST_DELIVERY = timedelta(minutes=1)
"""How long a queued run may wait for its message before it is sent again."""

ENDED_BY_CLOSE = frozenset({"create_task", "run", "start_timer"})


def apply(unfolding: Unfolding, event: Event, decision: Decision) -> list[str]:
    """Applies a plan in its order; answers what was skipped, in words."""
    close = next((action for action in decision.actions if action.kind == "close"), None)
    last_run = {a.payload.get("key"): a for a in decision.actions if a.kind == "run"}
    skipped = []
    for action in decision.actions:
        if action.fault:
            open_exception(unfolding, f"{_place(action)}: {action.fault}", event)
        elif close and (action.kind in ENDED_BY_CLOSE or (action.kind == "close" and action is not close)):
            skipped.append(f"{_place(action)}: {action.kind} beside a close")
        elif action.kind == "run" and action is not last_run[action.payload.get("key")]:
            skipped.append(f"{_place(action)}: another run with the key {action.payload['key']} follows")
        elif action is not close:
            _ACTIONS[action.kind](unfolding, action.payload, event)
    _catch(unfolding, event, decision)
    if close:
        end_item(unfolding, close.payload.get("outcome") or "completed")
    return skipped


def _place(action: Action) -> str:
    return f'Table "{action.table}", rule "{action.rule}"'


def _catch(unfolding: Unfolding, event: Event, decision: Decision) -> None:
    """What no rule took and what tables could not decide."""
    for error in decision.errors:
        if event.name == "received":
            _open_task(unfolding, type=UNROUTED, queue=UNROUTED, note=error.detail)
        else:
            open_exception(unfolding, error.detail, event)
    if decision.matched or decision.errors:
        return
    if event.name in {"received", "reopened"}:
        _open_task(unfolding, type=UNROUTED, queue=UNROUTED, note="No rule matched.")
    elif event.failed and event.automation:
        error = event.automation["result"]["error"]
        open_exception(unfolding, f"The automation {event.automation['name']} failed: {error}", event)


def open_exception(unfolding: Unfolding, reason: str, event: Event) -> None:
    """A task for a person, with the reason; `about` keeps the event, so that it can be decided again."""
    _open_task(unfolding, type=EXCEPTION, queue=EXCEPTIONS, note=reason, about=event.as_value())


def create_task(unfolding: Unfolding, payload: Mapping[str, Any], event: Event) -> None:
    configuration = unfolding.setting.configuration
    if payload["type"] not in configuration.task_types:
        open_exception(unfolding, f'There is no task type "{payload["type"]}".', event)
        return
    try:
        due_in = durations.parse(payload["due_in"]) if payload.get("due_in") is not None else None
    except durations.DurationInvalid as fault:
        open_exception(unfolding, f'due_in "{payload["due_in"]}": {fault}', event)
        return
    queue, note = payload.get("queue"), payload.get("note")
    if queue not in configuration.queues:
        missing = "The rule named no queue." if queue is None else f'There is no queue "{queue}".'
        queue, note = EXCEPTIONS, missing if note is None else f"{missing} {note}"
    _open_task(
        unfolding,
        type=payload["type"],
        queue=queue,
        key=payload["key"],
        priority=payload["priority"],
        due_at=None if due_in is None else unfolding.setting.now + due_in,
        skills=_levels(payload.get("skills")),
        not_by=_other_eyes(payload.get("not_by")),
        weight=payload.get("weight"),
        note=note,
    )


def _levels(skills: Any) -> dict[str, int]:
    """A list of names asks for any level."""
    return dict.fromkeys(skills or (), 1) if not isinstance(skills, Mapping) else {k: int(v) for k, v in skills.items()}


ANY_TYPE = "*"


def _other_eyes(not_by: Any) -> str | None:
    return ANY_TYPE if not_by is True else not_by or None


def barred(unfolding: Unfolding, not_by: str | None) -> tuple[Any, ...] | None:
    """Who has completed a task of this item that the new one wants other eyes than."""
    if not_by is None:
        return None
    done = [task for task in unfolding.tasks.values() if task.completed_by and not_by in (ANY_TYPE, task.type)]
    return tuple(sorted({task.completed_by for task in done if task.completed_by})) or None


def _open_task(  # noqa: PLR0913 - a task's own fields, by name
    unfolding: Unfolding,
    *,
    type: str,
    queue: str,
    key: str | None = None,
    priority: int | None = None,
    due_at: datetime | None = None,
    skills: Mapping[str, int] | None = None,
    not_by: str | None = None,
    weight: Any = None,
    note: str | None = None,
    about: dict[str, Any] | None = None,
) -> None:
    setting = unfolding.setting
    demands = sorted((skills or {}).items())
    chosen = unfolding.item.priority if priority is None else priority
    task = Task(
        id=setting.new_id(),
        type=type,
        type_version=setting.configuration.task_types[type].version,
        key=key or type,
        queue_key=queue,
        skills=tuple(name for name, _ in demands),
        levels=tuple(level for _, level in demands),
        priority=chosen,
        rank=rank(chosen, ready_at=setting.now, due_at=due_at),
        ready_at=setting.now,
        due_at=due_at,
        created_at=setting.now,
        not_by=not_by,
        barred=barred(unfolding, not_by),
        weight=weight,
        note=note,
        about=about,
    )
    unfolding.set_task(task)
    unfolding.record("task_created", task=task, data={"type": type, "queue": queue, "priority": chosen, "note": note})


def run(unfolding: Unfolding, payload: Mapping[str, Any], event: Event) -> None:
    automation = AUTOMATIONS.get(payload["automation"])
    if automation is None:
        open_exception(unfolding, f'There is no automation "{payload["automation"]}".', event)
        return
    setting = unfolding.setting
    for older in [run for run in unfolding.runs.values() if run.is_open and run.key == payload["key"]]:
        unfolding.set_run(structs.replace(older, state="superseded", finished_at=setting.now))
    given, document = payload.get("with") or {}, unfolding.before.document
    defaults = {n: document[n] for n in automation.input["properties"] if isinstance(document, dict) and n in document}
    unfolding.set_run(
        Run(
            id=setting.new_id(),
            automation=automation.name,
            key=payload["key"],
            input=defaults | given,
            deadline=setting.now + FIRST_DELIVERY,
            queued_at=setting.now,
        )
    )


def set_facts(unfolding: Unfolding, payload: Mapping[str, Any], event: Event) -> None:
    unfolding.set_item(facts={**unfolding.item.facts, **payload})


_ACTIONS: Mapping[str, Callable[[Unfolding, Mapping[str, Any], Event], None]] = {
    "create_task": create_task,
    "run": run,
    "set": set_facts,
}


def end_item(unfolding: Unfolding, outcome: str) -> None:
    """Cancels what is open and closes the item."""
    now = unfolding.setting.now
    for task in [task for task in unfolding.tasks.values() if task.is_open]:
        cancel_task(unfolding, task)
    for under_way in [run for run in unfolding.runs.values() if run.is_open]:
        unfolding.set_run(structs.replace(under_way, state="cancelled", finished_at=now))
    unfolding.set_item(state="closed", outcome=outcome, closed_at=now)
    unfolding.record("closed", data={"outcome": outcome})


def cancel_task(unfolding: Unfolding, task: Task) -> None:
    """Ends a task whoever holds it: the lease token grows, so that the holder's next call is lease-lost."""
    cancelled = structs.replace(
        task,
        state=CANCELLED,
        lease_token=task.lease_token + 1,
        lease_until=None,
        pend_reason=None,
        pend_until=None,
    )
    unfolding.set_task(cancelled)
    unfolding.record("task_cancelled", task=cancelled)
