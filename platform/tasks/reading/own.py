"""A person's own work: what they hold, what they pended, what they did today and how much waits for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import UnaryExpression

from tenants.database import Database
from tenants.principals import Principal

from ..models import Task, WorkItem
from ..states import CLAIMED, COMPLETED, PENDED

MOST = 50


class OwnTask(Struct, frozen=True):
    """As much of a task and its item as a row of a list says."""

    id: UUID
    tenant_id: UUID
    type: str
    queue: str
    state: str
    due_at: datetime | None
    claimed_at: datetime | None
    lease_until: datetime | None
    pend_reason: str | None
    pend_until: datetime | None
    disposition: str | None
    completed_at: datetime | None
    item_id: UUID
    item_type: str
    reference: str


class OwnDay(Struct, frozen=True):
    """`sla_met` and `handling_time_s` are None where nothing was done; `hours`: how many in each."""

    completed: int
    sla_met: Decimal | None
    handling_time_s: Decimal | None
    hours: Mapping[int, int]


async def held(session: AsyncSession, me: Principal, limit: int = MOST) -> Sequence[OwnTask]:
    """Taken last first. By tasks_of_person."""
    return await _list(session, (Task.state == CLAIMED) & (Task.assignee == me.id), Task.claimed_at.desc(), limit)


async def pended(session: AsyncSession, me: Principal, limit: int = MOST) -> Sequence[OwnTask]:
    """Those that wake first, first. By tasks_pended_by."""
    wakes = Task.pend_until.asc().nulls_last()
    return await _list(session, (Task.state == PENDED) & (Task.assignee == me.id), wakes, limit)


async def done(session: AsyncSession, me: Principal, since: datetime, limit: int = MOST) -> Sequence[OwnTask]:
    """Done last first. By tasks_completed_by."""
    mine = (Task.state == COMPLETED) & (Task.completed_by == me.id) & (Task.completed_at >= since)
    return await _list(session, mine, Task.completed_at.desc(), limit)


async def day(db: Database, me: Principal, since: datetime, zone: str) -> OwnDay:
    """What was done since; the hours are those of the zone."""
    rows = await db.fetch("select * from bpo_code.my_day($1, $2, $3, $4)", list(me.tenant_ids), me.id, since, zone)
    completed, sla_met, handling_time_s, hours, counts = rows[0]
    return OwnDay(completed, sla_met, handling_time_s, dict(zip(hours, counts, strict=True)))


async def ready(db: Database, me: Principal) -> Mapping[tuple[UUID, str], int]:
    """How many tasks are ready, by tenant and queue."""
    rows = await db.fetch("select * from bpo_code.ready_counts($1)", list(me.tenant_ids))
    return {(tenant_id, queue): number for tenant_id, queue, number in rows}


async def _list(
    session: AsyncSession, where: ColumnElement[bool], order: UnaryExpression[datetime | None], limit: int
) -> Sequence[OwnTask]:
    """Chosen before their items are looked up."""
    mine = select(Task.tenant_id, Task.id).where(where).order_by(order).limit(limit).subquery()
    chosen = (mine.c.tenant_id == Task.tenant_id) & (mine.c.id == Task.id)
    whole = select(*_COLUMNS).select_from(Task).join(mine, chosen).join(WorkItem, _ITEM).order_by(order)
    return [OwnTask(*tuple(row)) for row in await session.execute(whole)]


_ITEM = (WorkItem.tenant_id == Task.tenant_id) & (WorkItem.id == Task.work_item_id)
_COLUMNS = (
    Task.id,
    Task.tenant_id,
    Task.type,
    Task.queue_key,
    Task.state,
    Task.due_at,
    Task.claimed_at,
    Task.lease_until,
    Task.pend_reason,
    Task.pend_until,
    Task.disposition,
    Task.completed_at,
    WorkItem.id,
    WorkItem.type,
    WorkItem.reference,
)
