"""How an item and what is open of it come to an end."""

from typing import Any

from msgspec import structs

from .case import Task
from .states import CANCELLED
from .unfolding import SYSTEM, Unfolding


def end_item(unfolding: Unfolding, outcome: str | None = None) -> None:
    """Cancels what is open and ends the item. Its outcome, where none is said: `cancelled` for one that was cancelled,
    else the disposition of the task completed last, else `completed`."""
    cancel_open_work(unfolding)
    is_cancelled = unfolding.item.cancelled_at is not None
    outcome = outcome or ("cancelled" if is_cancelled else _last_disposition(unfolding) or "completed")
    state = "cancelled" if is_cancelled else "closed"
    unfolding.set_item(state=state, outcome=outcome, closed_at=unfolding.setting.now)
    if not is_cancelled:
        unfolding.record("closed", data={"outcome": outcome})


def cancel_open_work(unfolding: Unfolding) -> None:
    """Tasks, runs and timers."""
    for task in [task for task in unfolding.tasks.values() if task.is_open]:
        cancel_task(unfolding, task)
    for run in [run for run in unfolding.runs.values() if run.is_open]:
        unfolding.set_run(structs.replace(run, state="cancelled", finished_at=unfolding.setting.now))
    unfolding.end_timers(lambda _: True)


def cancel_task(unfolding: Unfolding, task: Task, actor: dict[str, Any] = SYSTEM) -> None:
    """Ends a task whoever holds it: the lease token grows, so that the holder's next call is lease-lost."""
    cancelled = structs.replace(
        task,
        state=CANCELLED,
        lease_token=task.lease_token + 1,
        lease_until=None,
        pend_reason=None,
        pend_until=None,
        pended_at=None,
    )
    unfolding.set_task(cancelled)
    unfolding.record("task_cancelled", actor, task=cancelled)


def _last_disposition(unfolding: Unfolding) -> str | None:
    completed = [task for task in unfolding.tasks.values() if task.state == "completed"]
    last = max(completed, key=lambda task: task.completed_at or task.created_at, default=None)
    return last.disposition if last else None
