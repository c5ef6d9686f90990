"""Tasks as they are read: lists by queue, type, state and person, and the tasks of items."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import User
from tenants.principals import Principal, TenantRef

from .. import case, views
from ..case import OPEN_TASK_STATES
from ..models import Queue, Task, TaskType, WorkItem
from ..states import READY, STATES
from ..views import ItemRef, TaskView
from .newest import cells_of, newest
from .served import serves, serves_queue_of_task


class TaskFilter(Struct, frozen=True, kw_only=True):
    """`is_open`: neither completed nor cancelled."""

    state: str | None = None
    queue: str | None = None
    type: str | None = None
    assignee: UUID | None = None
    overdue: bool | None = None
    is_open: bool = False

    def conditions(self, now: datetime) -> list[ColumnElement[bool]]:
        wanted = {Task.queue_key: self.queue, Task.type: self.type, Task.assignee: self.assignee}
        found = [column == value for column, value in wanted.items() if value is not None]
        return [*found, Task.state.in_(self.states()), *self.lateness(now)]

    def states(self) -> list[str]:
        """Nobody is assigned to a ready task, though it remembers who held it; what has ended is not overdue."""
        meant = [state for state in STATES if self.state in (None, state)]
        if self.assignee is not None:
            meant = [state for state in meant if state != READY]
        return [state for state in meant if state in OPEN_TASK_STATES] if self.overdue or self.is_open else meant

    def lateness(self, now: datetime) -> list[ColumnElement[bool]]:
        if self.overdue is None:
            return []
        is_late = Task.due_at < now
        return [is_late] if self.overdue else [Task.due_at.is_(None) | ~is_late | Task.state.not_in(OPEN_TASK_STATES)]


def newest_of(
    wanted: TaskFilter,
    tenants: Sequence[TenantRef],
    served_by: Principal | None,
    *,
    now: datetime,
    before: UUID | None,
    limit: int,
) -> Select[Any]:
    """Newest first; `served_by`: of the queues that this person serves. By tasks_of_person or tasks_list; by tasks_pkey
    where all are asked for."""
    ids = [tenant.id for tenant in tenants]
    if wanted.assignee is not None:
        cells = cells_of({"assignee": [wanted.assignee], "state": wanted.states()})
        where = wanted.conditions(now) + ([serves_queue_of_task(served_by)] if served_by else [])
    elif wanted == TaskFilter() and served_by is None:
        cells, where = cells_of({"tenant_id": ids}), []
    else:
        cells, where = _cells_of_queues(wanted, ids, served_by), wanted.lateness(now)
    return newest(Task, cells, where, before=before, limit=limit)


def _cells_of_queues(wanted: TaskFilter, tenants: Sequence[UUID], served_by: Principal | None) -> FromClause:
    states = cells_of({"state": wanted.states()})
    where: list[ColumnElement[bool]] = [Queue.tenant_id.in_(tenants)]
    if served_by is not None:
        where.append(serves(served_by))
    if wanted.queue is not None:
        where.append(Queue.key == wanted.queue)
    if wanted.type is not None:
        where.append(TaskType.key == wanted.type)
    return (
        select(Queue.tenant_id, Queue.key.label("queue_key"), TaskType.key.label("type"), states.c.state)
        .join(TaskType, TaskType.tenant_id == Queue.tenant_id)
        .join(states, true())
        .where(*where)
        .subquery()
    )


async def list_of(session: AsyncSession, tenants: Sequence[TenantRef], query: Select[Any]) -> Sequence[TaskView]:
    """The tasks that the query selects."""
    return await views_of(session, tenants, (await session.scalars(query)).all())


async def of_items(
    session: AsyncSession, tenants: Sequence[TenantRef], items: Iterable[UUID]
) -> Mapping[UUID, Sequence[TaskView]]:
    """By item, in order of creation."""
    rows = await session.scalars(
        select(Task).where(Task.work_item_id.in_(list(items))).order_by(Task.created_at, Task.id)
    )
    found: dict[UUID, list[TaskView]] = {}
    for view in await views_of(session, tenants, rows.all()):
        found.setdefault(view.work_item.id, []).append(view)
    return found


async def names_of(session: AsyncSession, people: Iterable[UUID | None]) -> Mapping[UUID, str]:
    wanted = {person for person in people if person is not None}
    if not wanted:
        return {}
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return dict(rows.all())


async def item_refs(session: AsyncSession, items: Iterable[UUID]) -> Mapping[UUID, ItemRef]:
    rows = await session.execute(
        select(WorkItem.id, WorkItem.type, WorkItem.reference).where(WorkItem.id.in_(set(items)))
    )
    return {item: ItemRef(item, type_, reference) for item, type_, reference in rows}


async def views_of(session: AsyncSession, tenants: Sequence[TenantRef], rows: Sequence[Task]) -> Sequence[TaskView]:
    """As everyone outside sees them."""
    slugs = {tenant.id: tenant.slug for tenant in tenants}
    names = await names_of(session, [person for row in rows for person in (row.assignee, row.reserved_for)])
    refs = await item_refs(session, [row.work_item_id for row in rows])
    return [views.view_task(_task(row), refs[row.work_item_id], slugs[row.tenant_id], names) for row in rows]


def _task(row: Task) -> case.Task:
    return case.Task(**{field: getattr(row, field) for field in case.Task.__struct_fields__})
