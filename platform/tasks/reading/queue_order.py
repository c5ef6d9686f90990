"""Open tasks in the order in which they are due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from ..case import OPEN_TASK_STATES
from ..models import Queue, Task
from .task_rows import TaskRow


class Place(Struct, frozen=True, array_like=True):
    """A task's place in the order; those without a due time come last."""

    due_at: datetime | None
    id: UUID


def by_due_time(
    tenants: Sequence[UUID], queue: str | None, *, overdue_at: datetime | None, after: Place | None, limit: int
) -> Select[Any]:
    """Of these tenants' queues, or of those with this key; with `overdue_at` only what is overdue then. Of each queue
    no more than a page is looked at, by tasks_due."""
    of_tenants = Queue.tenant_id.in_(tenants)
    queues = select(Queue).where(of_tenants if queue is None else of_tenants & (Queue.key == queue)).subquery()
    where = [Task.tenant_id == queues.c.tenant_id, Task.queue_key == queues.c.key, Task.state.in_(OPEN_TASK_STATES)]
    if overdue_at is not None:
        where.append(Task.due_at < overdue_at)
    if after is not None:
        where.append(_behind(after))
    order = (Task.due_at, Task.id)
    of_one = select(Task.tenant_id, Task.id, Task.due_at).where(*where).order_by(*order).limit(limit).lateral()
    of_all = select(of_one).select_from(queues).join(of_one, true())
    first = of_all.order_by(of_one.c.due_at, of_one.c.id).limit(limit).subquery()
    return select(Task).join(first, (Task.tenant_id == first.c.tenant_id) & (Task.id == first.c.id)).order_by(*order)


def place_in(task: TaskRow) -> Place:
    return Place(task.due_at, task.id)


def _behind(place: Place) -> ColumnElement[bool]:
    if place.due_at is None:
        return and_(Task.due_at.is_(None), Task.id > place.id)
    return or_(
        Task.due_at > place.due_at,
        and_(Task.due_at == place.due_at, Task.id > place.id),
        Task.due_at.is_(None),
    )
