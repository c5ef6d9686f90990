"""Who holds tasks at this moment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import User

from ..models import Task, WorkItem
from ..states import CLAIMED
from ..views import ItemRef


class Holder(Struct, frozen=True):
    """Somebody with `held` tasks in their hands; `task` is the one that they have held longest."""

    person: UUID
    name: str
    held: int
    tenant_id: UUID
    task: UUID
    item: ItemRef
    since: datetime


async def holders(session: AsyncSession, tenants: Sequence[UUID]) -> Sequence[Holder]:
    """Those first who have held something longest. By tasks_leases, which has no more than people can hold."""
    claimed = (
        select(
            Task.tenant_id,
            Task.id,
            Task.work_item_id,
            Task.assignee,
            Task.claimed_at,
            func.count().over(partition_by=Task.assignee).label("held"),
            func.row_number().over(partition_by=Task.assignee, order_by=(Task.claimed_at, Task.id)).label("nth"),
        )
        .where(Task.state == CLAIMED, Task.tenant_id.in_(tenants))
        .subquery()
    ).c
    rows = await session.execute(
        select(
            User.id,
            User.name,
            claimed.held,
            claimed.tenant_id,
            claimed.id,
            WorkItem.id,
            WorkItem.type,
            WorkItem.reference,
            claimed.claimed_at,
        )
        .join(User, User.id == claimed.assignee)
        .join(WorkItem, (WorkItem.tenant_id == claimed.tenant_id) & (WorkItem.id == claimed.work_item_id))
        .where(claimed.nth == 1)
        .order_by(claimed.claimed_at, claimed.id)
    )
    return [
        Holder(person, name, held, tenant, task, ItemRef(item, type_, reference), since)
        for person, name, held, tenant, task, item, type_, reference, since in rows
        if since is not None
    ]
