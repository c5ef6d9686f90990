"""Work items as the rows of a list: without their documents, facts and tasks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, Text, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from ..case import OPEN_TASK_STATES
from ..models import Task, WorkItem


class ItemRow(Struct, frozen=True):
    """`queues`: of its open tasks, in order of creation."""

    id: UUID
    tenant_id: UUID
    type: str
    reference: str
    state: str
    outcome: str | None
    received_at: datetime
    promised_at: datetime | None
    queues: Sequence[str]


async def rows_of(session: AsyncSession, query: Select[Any]) -> Sequence[ItemRow]:
    """Of the items that the query selects, in its order. By tasks_of_item."""
    return [ItemRow(*row) for row in await session.execute(query.with_only_columns(*_COLUMNS))]


_OPEN_TASKS = (
    select(Task.queue_key)
    .where(
        Task.tenant_id == WorkItem.tenant_id,
        Task.work_item_id == WorkItem.id,
        Task.state.in_(OPEN_TASK_STATES),
    )
    .order_by(Task.created_at, Task.id)
    .scalar_subquery()
)
_COLUMNS = (
    WorkItem.id,
    WorkItem.tenant_id,
    WorkItem.type,
    WorkItem.reference,
    WorkItem.state,
    WorkItem.outcome,
    WorkItem.received_at,
    WorkItem.promised_at,
    func.array(_OPEN_TASKS, type_=ARRAY(Text)),
)
