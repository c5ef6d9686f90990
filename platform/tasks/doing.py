"""What the holder of a task does with it, as steps of its item. Pure; whoever has lost the lease changes nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from rules.errors import Fault

from . import deciding, ending, events, schemas, states
from .case import Case, Task
from .configuration import TaskTypeConfig
from .errors import DocumentChanged, InputInvalid, LeaseLost, NotBy
from .opening import EXCEPTION, UNROUTED, barred
from .patterns.raising import look_again
from .states import CLAIMED, COMPLETED, READY
from .unfolding import Unfolding

DEFAULT_LEASE = timedelta(minutes=15)


class Holder(Struct, frozen=True):
    """Who acts, and by which lease."""

    user_id: UUID
    actor: dict[str, Any]
    token: int


class Completion(Struct, frozen=True):
    """`digest` is that of the request's body: the same again is answered again."""

    disposition: str
    result: dict[str, Any]
    note: str | None
    document_version: int | None
    digest: bytes


def held(case: Case, task_id: UUID, holder: Holder, verb: str) -> Task:
    """The task, if the lease is the holder's; one that ran out counts while nobody has taken the task since."""
    task = case.task(task_id)
    if task.lease_token != holder.token or task.assignee != holder.user_id:
        raise LeaseLost
    states.after(task.state, verb)
    return task


def _was_completed_so(task: Task, holder: Holder, completion: Completion) -> bool:
    return (
        task.state == COMPLETED
        and task.completed_by == holder.user_id
        and task.lease_token == holder.token + 1
        and task.completed_body == completion.digest
    )


def complete(
    unfolding: Unfolding, task_id: UUID, holder: Holder, completion: Completion, task_type: TaskTypeConfig
) -> None:
    """Raises LeaseLost, NotBy, DocumentChanged, then InputInvalid for a disposition or result that does not fit.

    The same completion again changes nothing.
    """
    case, now = unfolding.before, unfolding.setting.now
    if _was_completed_so(case.task(task_id), holder, completion):
        return
    task = held(case, task_id, holder, "complete")
    if holder.user_id in (task.barred or ()):
        raise NotBy
    if completion.document_version not in (None, case.item.document_version):
        raise DocumentChanged
    _check(completion, task_type)
    done = structs.replace(
        task,
        state=COMPLETED,
        lease_token=task.lease_token + 1,
        lease_until=None,
        disposition=completion.disposition,
        result=completion.result,
        note=task.note if completion.note is None else completion.note,
        completed_at=now,
        completed_by=holder.user_id,
        completed_body=completion.digest,
    )
    unfolding.set_task(done)
    unfolding.record("task_completed", holder.actor, task=done, data=_said(completion))
    unfolding.audit(holder.actor, "task.completed", task.id, {"disposition": completion.disposition})
    bar_from_siblings(unfolding)
    _what_follows(unfolding, done)


def _check(completion: Completion, task_type: TaskTypeConfig) -> None:
    faults = schemas.faults(task_type.validator, completion.result, "/result")
    if completion.disposition not in task_type.dispositions:
        known = ", ".join(task_type.dispositions)
        faults.insert(0, Fault("/disposition", f'"{completion.disposition}" is none of {known}.'))
    if faults:
        raise InputInvalid(faults)


def _said(completion: Completion) -> dict[str, Any]:
    return {"disposition": completion.disposition, "result": completion.result, "note": completion.note}


def bar_from_siblings(unfolding: Unfolding) -> None:
    """Other eyes: whoever completed a task of the item is barred from those that ask for it."""
    for task in [task for task in unfolding.tasks.values() if task.is_open and task.not_by]:
        now_barred = {*(task.barred or ()), *(barred(unfolding, task.not_by) or ())}  # who rejected it stays barred
        if len(now_barred) > len(task.barred or ()):
            reserved_for = None if task.reserved_for in now_barred else task.reserved_for  # else nobody could take it
            unfolding.set_task(structs.replace(task, barred=tuple(sorted(now_barred)), reserved_for=reserved_for))


def _what_follows(unfolding: Unfolding, done: Task) -> None:
    """The house's own two task types mean what they say; every other completion is an event."""
    now = unfolding.setting.now
    if done.type not in (UNROUTED, EXCEPTION):
        deciding.happen(unfolding, events.task_completed(done, now))
    elif done.disposition == "closed":
        ending.end_item(unfolding)
    else:
        _decide_again(unfolding, done)


def _decide_again(unfolding: Unfolding, done: Task) -> None:
    """With what failed beside it."""
    for task in [task for task in unfolding.tasks.values() if events.failed_together(task.about, done.about)]:
        if task.is_open:
            ending.cancel_task(unfolding, task)
    if done.type == UNROUTED:
        deciding.happen_by_newest(unfolding, *events.failed(done.about, unfolding.setting.now))
    else:
        _resolve(unfolding, done)


def _resolve(unfolding: Unfolding, done: Task) -> None:
    """What failed happens again, by the newest version; an automation that is given its fact has simply finished, which
    is no reason for the item to change its version."""
    event, *others = events.failed(done.about, unfolding.setting.now)
    if event.pattern is not None:
        look_again(unfolding, event.pattern)
    fact = (done.result or {}).get("fact")
    if event.automation is None or fact is None:
        deciding.happen_by_newest(unfolding, event, *others)
        return
    unfolding.set_item(facts=unfolding.item.facts | {event.automation["key"]: fact})
    finished = event.automation | {"failed": False, "result": fact}
    deciding.happen(unfolding, structs.replace(event, failed=False, automation=finished))


def release(unfolding: Unfolding, task_id: UUID, holder: Holder, reason: str | None) -> None:
    """Gives the task back to its place; raises LeaseLost."""
    task = held(unfolding.before, task_id, holder, "release")
    given_back = structs.replace(
        task, state=READY, lease_token=task.lease_token + 1, lease_until=None, assignee=None, claimed_at=None
    )
    unfolding.set_task(given_back)
    unfolding.record("task_released", holder.actor, task=given_back, data={"reason": reason} if reason else None)


def renew(unfolding: Unfolding, task_id: UUID, holder: Holder) -> None:
    """The queue's lease anew, from now on. Raises LeaseLost."""
    task = held(unfolding.before, task_id, holder, "renew")
    queue = unfolding.setting.configuration.queues.get(task.queue_key)
    until = unfolding.setting.now + (queue.lease if queue else DEFAULT_LEASE)
    unfolding.set_task(structs.replace(task, state=CLAIMED, lease_until=until))
    if task.state == READY:  # it had run out, and nobody had taken the task
        unfolding.record("task_claimed", holder.actor, task=task, data={"renewed": True})
