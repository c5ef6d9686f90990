"""Tasks as they are read: lists by queue, type, state and person, and the tasks of items."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import User
from tenants.principals import TenantRef

from .. import case, views
from ..models import Task, WorkItem
from ..states import CLAIMED, PENDED, READY
from ..views import ItemRef, TaskView
from .newest import newest


class TaskFilter(Struct, frozen=True, kw_only=True):
    state: str | None = None
    queue: str | None = None
    type: str | None = None
    assignee: UUID | None = None
    overdue: bool | None = None

    def conditions(self, now: datetime) -> list[ColumnElement[bool]]:
        wanted = {
            Task.state: self.state,
            Task.queue_key: self.queue,
            Task.type: self.type,
            Task.assignee: self.assignee,
        }
        found = [column == value for column, value in wanted.items() if value is not None]
        if self.assignee is not None:
            found.append(Task.state != READY)
        if self.overdue is not None:
            is_overdue = (Task.due_at < now) & Task.state.in_([READY, CLAIMED, PENDED])
            found.append(is_overdue if self.overdue else ~is_overdue | Task.due_at.is_(None))
        return found


async def list_of(
    session: AsyncSession,
    tenants: Sequence[TenantRef],
    where: Sequence[ColumnElement[bool]],
    *,
    before: UUID | None,
    limit: int,
) -> Sequence[TaskView]:
    """Newest first."""
    query = newest(Task, [tenant.id for tenant in tenants], where, before=before, limit=limit)
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
