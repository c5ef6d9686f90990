"""What team leads and clients ask of the work: how much waits, came and was done, how late, by whom and by what."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from tenants.database import Database
from tenants.ids import first_id
from tenants.principals import TenantRef


class OpenFigures(Struct, frozen=True):
    """What is open in a queue."""

    tenant: str
    queue: str
    ready: int
    claimed: int
    pended: int
    overdue: int


class QueueFigures(OpenFigures, frozen=True):
    """`sla_met`: the share of today's completions that were in time, of those with a due time. `handling_time_s`: the
    median from claim to completion. Both None where today has none."""

    oldest_ready_at: datetime | None
    completed_today: int
    sla_met: Decimal | None
    handling_time_s: Decimal | None


class Ages(Struct, frozen=True):
    """How long the ready tasks of a queue have waited, of a long queue the `MOST_AGED` oldest. Each counts once."""

    tenant: str
    queue: str
    overdue: int
    over_4_h: int
    over_1_h: int
    younger: int


class Past(Struct, frozen=True):
    """How many tasks were ready in each slot of time, from `slot` back; None where nobody looked."""

    slot: int
    ready: Sequence[int | None]


class Throughput(Struct, frozen=True):
    """Items of one hour or day of the tenant's zone; `straight_through`: closed without a person's task."""

    tenant: str
    began: datetime
    received: int
    closed: int
    cancelled: int
    straight_through: int


class Promises(Struct, frozen=True):
    """Of the items that closed: how many had been promised by a time, and how many of these were in time."""

    tenant: str
    type: str
    closed: int
    promised: int
    in_time: int
    sla_met: Decimal | None


class PersonFigures(Struct, frozen=True):
    """`claimed`: what they hold now; the rest as in `QueueFigures`."""

    id: UUID
    name: str
    completed: int
    sla_met: Decimal | None
    handling_time_s: Decimal | None
    claimed: int


class StraightThrough(Struct, frozen=True):
    tenant: str
    type: str
    closed: int
    straight_through: int
    share: Decimal | None


class AutomationFigures(Struct, frozen=True):
    """`median_time_s`: from being queued to its end."""

    tenant: str
    automation: str
    succeeded: int
    failed: int
    under_way: int
    median_time_s: Decimal | None


MOST_AGED = 200
SLOT = timedelta(minutes=15)
SLOTS = 32
"""So many are kept of each queue: eight hours."""


def slot_of(now: datetime) -> int:
    return int(now.timestamp() // SLOT.total_seconds())


def day_began(now: datetime, timezone: str) -> datetime:
    """Midnight of today in that zone."""
    return now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(part) / whole, 4) if whole else None


class Reports:
    """Of these tenants, exact at the moment of asking; of a person's own work, where one is named."""

    def __init__(self, db: Database, tenants: Sequence[TenantRef], person: UUID | None = None) -> None:
        self._db = db
        self._tenants = tenants
        self._person = person
        self._slugs = {tenant.id: tenant.slug for tenant in tenants}

    async def open(self, now: datetime, queue: str | None) -> list[OpenFigures]:
        """Of all queues, or of those with this key."""
        rows = await self._rows("select * from bpo_code.open_figures($1, $2, $3)", queue, now)
        return [OpenFigures(self._slugs[tenant_id], *figures) for tenant_id, *figures in rows]

    async def queues(self, now: datetime) -> list[QueueFigures]:
        days = [day_began(now, tenant.timezone) for tenant in self._tenants]
        rows = await self._rows("select * from bpo_code.queue_figures($1, $2, $3)", days, now)
        return [QueueFigures(self._slugs[tenant_id], *figures) for tenant_id, *figures in rows]

    async def ages(self, now: datetime) -> list[Ages]:
        """Of the queues in which anything is ready."""
        rows = await self._rows("select * from bpo_code.queue_ages($1, $2, $3)", MOST_AGED, now)
        return [Ages(self._slugs[tenant_id], *counts) for tenant_id, *counts in rows]

    async def pasts(self) -> dict[tuple[str, str], Past]:
        """By tenant and queue."""
        rows = await self._rows("select * from bpo_code.queue_pasts($1)")
        return {(self._slugs[tenant_id], queue): Past(*past) for tenant_id, queue, *past in rows}

    async def throughput(self, interval: str, since: datetime) -> list[Throughput]:
        zones = [tenant.timezone for tenant in self._tenants]
        arguments = (zones, interval, since, first_id(since))
        if self._person is None:
            rows = await self._rows("select * from bpo_code.throughput($1, $2, $3, $4, $5)", *arguments)
        else:
            own = "select * from bpo_code.own_throughput($1, $2, $3, $4, $5, $6)"
            rows = await self._rows(own, *arguments, self._person)
        return [Throughput(self._slugs[tenant_id], *figures) for tenant_id, *figures in rows]

    async def promises(self, since: datetime) -> list[Promises]:
        rows = await self._rows("select * from bpo_code.promises($1, $2, $3)", since, self._person)
        return [
            Promises(self._slugs[tenant_id], item_type, closed, promised, in_time, share(in_time, promised))
            for tenant_id, item_type, closed, promised, in_time, _ in rows
        ]

    async def straight_through(self, since: datetime) -> list[StraightThrough]:
        rows = await self._rows("select * from bpo_code.promises($1, $2, $3)", since, self._person)
        return [
            StraightThrough(self._slugs[tenant_id], item_type, closed, straight, share(straight, closed))
            for tenant_id, item_type, closed, _, _, straight in rows
        ]

    async def people(self, since: datetime) -> list[PersonFigures]:
        return [
            PersonFigures(*row)
            for row in await self._rows("select * from bpo_code.people_figures($1, $2, $3)", since, self._person)
        ]

    async def automations(self, since: datetime) -> list[AutomationFigures]:
        rows = await self._rows("select * from bpo_code.automation_figures($1, $2, $3)", first_id(since), self._person)
        return [AutomationFigures(self._slugs[tenant_id], *figures) for tenant_id, *figures in rows]

    async def _rows(self, sql: str, *arguments: Any) -> list[Any]:
        return await self._db.fetch(sql, list(self._slugs), *arguments)
