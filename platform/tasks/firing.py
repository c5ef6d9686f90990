"""What a timer does when its time has come. One that is no longer there was fired, moved or ended: nothing happens."""

from uuid import UUID

from . import deciding, distributing, events
from .configuration import TaskTypeConfig
from .unfolding import SYSTEM, Unfolding


def fire(unfolding: Unfolding, timer_id: UUID, task_type: TaskTypeConfig | None) -> None:
    """`task_type`: that of the timer's task."""
    timer = unfolding.timers.get(timer_id)
    if timer is None or timer.due_at > unfolding.setting.now:
        return
    task = unfolding.tasks[timer.task_id] if timer.task_id else None
    unfolding.end_timers(lambda each: each.id == timer_id)
    if timer.kind == "pend":
        if task is not None and task_type is not None:
            distributing.resume(unfolding, task.id, SYSTEM, task_type)
        return
    event = events.timer_fired(timer, task, unfolding.setting.now)
    unfolding.record("timer", task=task, data={"event": event.name})
    deciding.happen(unfolding, event)
