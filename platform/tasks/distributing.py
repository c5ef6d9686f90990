"""How a task moves without being done: set aside and taken up again, handed on, given a priority, opened again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import structs

from rules.errors import Fault

from . import calendars, deciding, ending, events, opening
from .case import Task
from .configuration import TaskTypeConfig
from .doing import Holder, bar_from_siblings, held
from .durations import Duration
from .errors import InputInvalid, LeaseLost, WrongState
from .ranking import rank
from .states import COMPLETED, PENDED, READY
from .unfolding import Unfolding

Actor = dict[str, Any]


def pend(
    unfolding: Unfolding,
    task_id: UUID,
    holder: Holder,
    *,
    reason: str,
    until: datetime | None,
    task_type: TaskTypeConfig,
) -> None:
    """Sets the task aside, for a reason of its type. Raises LeaseLost, InputInvalid."""
    task, now = held(unfolding.before, task_id, holder, "pend"), unfolding.setting.now
    clocks = clocks_of(task_type.pend_reasons)
    faults = []
    if reason not in clocks:
        faults.append(Fault("/reason", f'"{reason}" is none of {", ".join(clocks) or "this type, which has none"}.'))
    if until is not None and until <= now:
        faults.append(Fault("/until", "is not in the future"))
    if faults:
        raise InputInvalid(faults)
    pended = structs.replace(
        task,
        state=PENDED,
        lease_token=task.lease_token + 1,
        lease_until=None,
        pend_reason=reason,
        pend_until=until,
        pended_at=now,
    )
    unfolding.set_task(pended)
    if until is not None:
        unfolding.set_timer("pend", task.type, until, task.id)
    if clocks[reason] == "stops":
        unfolding.end_timers(lambda timer: timer.task_id == task.id and timer.kind != "pend")
    said = {"reason": reason, "until": events.utc(until) if until else None}
    unfolding.record("task_pended", holder.actor, task=pended, data=said)


def clocks_of(pend_reasons: Iterable[Any]) -> dict[str, str]:
    """Whether the clock runs or stops, by reason."""
    named = [{"key": each} if isinstance(each, str) else each for each in pend_reasons]
    return {each["key"]: each.get("clock", "runs") for each in named}


def resume(unfolding: Unfolding, task_id: UUID, actor: Actor, task_type: TaskTypeConfig) -> None:
    """Ready again; due later by as long as its clock stood still. Raises WrongState."""
    task = unfolding.tasks[task_id]
    if task.state != PENDED:
        raise WrongState
    due_at = _due_at(unfolding, task, task_type)
    resumed = structs.replace(
        _ready(task), due_at=due_at, rank=rank(task.priority, ready_at=task.ready_at, due_at=due_at)
    )
    _put(unfolding, resumed)
    unfolding.record("task_resumed", actor, task=resumed)


def _due_at(unfolding: Unfolding, task: Task, task_type: TaskTypeConfig) -> datetime | None:
    """Moved by the open time in which the task was pended, where its reason's clock stood still."""
    due_at = task.due_at
    if due_at is None or clocks_of(task_type.pend_reasons).get(task.pend_reason or "") != "stops":
        return due_at
    now = unfolding.setting.now
    calendar = unfolding.setting.configuration.calendar_of(task.queue_key)
    stopped = calendars.elapsed_open(calendar, task.pended_at or now, now)
    return calendars.add(calendar, due_at, Duration(clock=stopped)) if stopped else due_at


def reject(unfolding: Unfolding, task_id: UUID, holder: Holder, reason: str | None) -> None:
    """Gives the task back, never to be offered to its holder again. Raises LeaseLost."""
    task = held(unfolding.before, task_id, holder, "release")
    barred = tuple(sorted({*(task.barred or ()), holder.user_id}))
    rejected = structs.replace(_ready(task), barred=barred, reserved_for=None)
    unfolding.set_task(rejected)
    unfolding.record("task_released", holder.actor, task=rejected, data={"reason": reason, "rejected": True})


def transfer(
    unfolding: Unfolding,
    task_id: UUID,
    actor: Actor,
    *,
    queue: str | None,
    user_id: UUID | None,
    token: int | None,
    task_type: TaskTypeConfig,
) -> None:
    """To a queue, or reserved for a person in its queue; whoever holds it loses it. With a token only the lease that it
    is of. Raises LeaseLost, WrongState, InputInvalid."""
    task = unfolding.tasks[task_id]
    if token is not None and token != task.lease_token:
        raise LeaseLost
    if not task.is_open:
        raise WrongState
    if queue is not None and queue not in unfolding.setting.configuration.queues:
        raise InputInvalid([Fault("/queue", f'There is no queue "{queue}".')])
    if user_id is not None and user_id in (task.barred or ()):
        raise InputInvalid([Fault("/user", "gave this task back, or it asks for other eyes")])
    due_at = _due_at(unfolding, task, task_type)
    moved = structs.replace(
        _ready(task),
        due_at=due_at,
        queue_key=queue or task.queue_key,
        reserved_for=user_id,
        rank=rank(task.priority, ready_at=task.ready_at, due_at=due_at),
    )
    _put(unfolding, moved)
    said = {"queue": moved.queue_key, "from": task.queue_key, "user": str(user_id) if user_id else None}
    unfolding.record("task_transferred", actor, task=moved, data=said)


def prioritise(unfolding: Unfolding, task_id: UUID, actor: Actor, priority: int) -> None:
    """Raises WrongState."""
    task = unfolding.tasks[task_id]
    if not task.is_open:
        raise WrongState
    now_rank = rank(priority, ready_at=task.ready_at, due_at=task.due_at)
    changed = structs.replace(task, priority=priority, rank=now_rank)
    unfolding.set_task(changed)
    unfolding.record("task_prioritised", actor, task=changed, data={"priority": priority, "from": task.priority})


def cancel(unfolding: Unfolding, task_id: UUID, actor: Actor) -> None:
    """Ends the task undone; its item ends, too, when nothing else of it is open. Raises WrongState."""
    task = unfolding.tasks[task_id]
    if not task.is_open:
        raise WrongState
    ending.cancel_task(unfolding, task, actor)
    unfolding.audit(actor, "task.cancelled", task.id)
    deciding.settle(unfolding)


def reopen(unfolding: Unfolding, task_id: UUID, actor: Actor) -> None:
    """A completed task is ready again, with its result as the draft; its item is open again. Raises WrongState."""
    task = unfolding.tasks[task_id]
    if task.state != COMPLETED:
        raise WrongState
    if unfolding.item.state != "open":
        deciding.open_again(unfolding, actor)
    again = structs.replace(
        _ready(task),
        draft=task.result,
        disposition=None,
        result=None,
        completed_at=None,
        completed_by=None,
        completed_body=None,
    )
    _put(unfolding, again)
    bar_from_siblings(unfolding)  # it was not open when they were completed
    unfolding.record("task_reopened", actor, task=again)
    unfolding.audit(actor, "task.reopened", task.id)


def _ready(task: Task) -> Task:
    return structs.replace(
        task,
        state=READY,
        lease_token=task.lease_token + 1,
        lease_until=None,
        assignee=None,
        claimed_at=None,
        pend_reason=None,
        pend_until=None,
        pended_at=None,
    )


def _put(unfolding: Unfolding, task: Task) -> None:
    """As `set_task`, with the timers of its due time anew."""
    came_until = unfolding.tasks[task.id].completed_at or unfolding.setting.now
    unfolding.set_task(task)
    opening.watch_again(unfolding, task, came_until)
