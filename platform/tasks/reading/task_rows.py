"""Tasks as the rows of a list: without their results and drafts, with what their items are called, by one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, case
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tenants.models import User

from ..models import Task, WorkItem
from ..states import READY


class TaskRow(Struct, frozen=True):
    """`assignee` and `reserved_for` are names; nobody is assigned to a ready task."""

    id: UUID
    tenant_id: UUID
    type: str
    queue: str
    state: str
    priority: int
    created_at: datetime
    due_at: datetime | None
    completed_at: datetime | None
    disposition: str | None
    pend_reason: str | None
    item_type: str
    reference: str
    assignee: str | None
    reserved_for: str | None


async def rows_of(session: AsyncSession, query: Select[Any]) -> Sequence[TaskRow]:
    """Of the tasks that the query selects, in its order."""
    whole = query.with_only_columns(*_COLUMNS).join(WorkItem, _ITEM).outerjoin(_holder, _HOLDER).outerjoin(_kept, _KEPT)
    return [TaskRow(*row) for row in await session.execute(whole)]


_holder, _kept = aliased(User), aliased(User)
_ITEM = (WorkItem.tenant_id == Task.tenant_id) & (WorkItem.id == Task.work_item_id)
_HOLDER, _KEPT = _holder.id == Task.assignee, _kept.id == Task.reserved_for
_COLUMNS = (
    Task.id,
    Task.tenant_id,
    Task.type,
    Task.queue_key,
    Task.state,
    Task.priority,
    Task.created_at,
    Task.due_at,
    Task.completed_at,
    Task.disposition,
    Task.pend_reason,
    WorkItem.type,
    WorkItem.reference,
    case((Task.state != READY, _holder.name)),
    _kept.name,
)
