"""What team leads ask of the queues: how much waits, since when, how much of it is late, what was done today."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from tenants.database import Database
from tenants.principals import TenantRef


class QueueFigures(Struct, frozen=True):
    """`sla_met`: the share of today's completions that were in time, of those with a due time. `handling_time_s`: the
    median from claim to completion. Both None where today has none."""

    tenant: str
    queue: str
    ready: int
    claimed: int
    pended: int
    overdue: int
    oldest_ready_at: datetime | None
    completed_today: int
    sla_met: Decimal | None
    handling_time_s: Decimal | None


def day_began(now: datetime, timezone: str) -> datetime:
    """Midnight of today in that zone."""
    return now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


async def queue_figures(db: Database, tenants: Sequence[TenantRef], now: datetime) -> list[QueueFigures]:
    slugs: dict[UUID, str] = {tenant.id: tenant.slug for tenant in tenants}
    days = [day_began(now, tenant.timezone) for tenant in tenants]
    rows = await db.fetch("select * from bpo_code.queue_figures($1, $2, $3)", list(slugs), days, now)
    return [QueueFigures(slugs[tenant_id], *figures) for tenant_id, *figures in rows]
