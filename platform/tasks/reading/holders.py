"""Who holds which tasks at this moment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import User

from ..models import Task, WorkItem
from ..states import CLAIMED
from ..views import ItemRef


class Held(Struct, frozen=True):
    """A task in somebody's hands.."""

    person: UUID
    name: str
    tenant_id: UUID
    task: UUID
    item: ItemRef
    since: datetime


MOST = 500


async def held(session: AsyncSession, tenants: Sequence[UUID]) -> Sequence[Held]:
    """The longest held first, at most `MOST`. By the index on claimed tasks, which are no more than people can hold."""
    longest = (
        select(Task.tenant_id, Task.id, Task.claimed_at, Task.assignee, Task.work_item_id)
        .where(Task.state == CLAIMED, Task.tenant_id.in_(tenants))
        .order_by(Task.claimed_at, Task.id)
        .limit(MOST)
        .subquery()
    ).c
    rows = await session.execute(
        select(
            User.id,
            User.name,
            longest.tenant_id,
            longest.id,
            longest.claimed_at,
            WorkItem.id,
            WorkItem.type,
            WorkItem.reference,
        )
        .join(User, User.id == longest.assignee)
        .join(WorkItem, (WorkItem.tenant_id == longest.tenant_id) & (WorkItem.id == longest.work_item_id))
        .order_by(longest.claimed_at, longest.id)
    )
    return [
        Held(person, name, tenant, task, ItemRef(item, type_, reference), since)
        for person, name, tenant, task, since, item, type_, reference in rows
        if since is not None
    ]
