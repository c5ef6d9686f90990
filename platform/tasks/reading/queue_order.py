"""The open tasks of one queue in the order in which they are due."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, or_, select

from ..models import Task
from ..states import CLAIMED, PENDED, READY
from .task_rows import TaskRow


class Place(Struct, frozen=True, array_like=True):
    """A task's place in the order; those without a due time come last."""

    due_at: datetime | None
    id: UUID


def by_due_time(
    tenant: UUID, queue: str, *, overdue_at: datetime | None, after: Place | None, limit: int
) -> Select[Any]:
    """With `overdue_at` only those that are overdue then. By tasks_due."""
    where = [Task.tenant_id == tenant, Task.queue_key == queue, Task.state.in_([READY, CLAIMED, PENDED])]
    if overdue_at is not None:
        where.append(Task.due_at < overdue_at)
    if after is not None:
        where.append(_behind(after))
    return select(Task).where(*where).order_by(Task.due_at, Task.id).limit(limit)


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
