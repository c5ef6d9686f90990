"""What there is to do in all tenants, found by the login that sees ids, states and times of all work and nothing
else. What is found is done by the app's login, bound to the tenant, and looked at again there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from tasks.models.patterns import IN_BACKFILL
from tasks.webhooks.attempts import Waiting
from tenants.database import Pool, open_pool
from tenants.logins import SYSTEM, url_of
from tenants.settings import Settings


class Found(Struct, frozen=True):
    tenant_id: UUID
    work_item_id: UUID
    id: UUID


class Finder:
    """Every query ends at its index's first rows: outbox_pkey, tasks_leases, runs_deadline, timers_due…"""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, settings: Settings) -> "Finder":
        return cls(await open_pool(url_of(SYSTEM, settings.database_url), size=2))

    async def close(self) -> None:
        await self._pool.close()

    async def tenants_with_messages(self, limit: int) -> list[UUID]:
        return await self._tenants(_TENANTS_WITH_MESSAGES, limit)

    async def tenants_with_deltas(self, limit: int) -> list[UUID]:
        return await self._tenants(_TENANTS_WITH_DELTAS, limit)

    async def tenants_with_due_deltas(self, limit: int) -> list[UUID]:
        return await self._tenants(_TENANTS_WITH_DUE_DELTAS, limit)

    async def tenants_without_past(self, slot: int, limit: int) -> list[UUID]:
        """Of whose queues nothing was noted in this slot."""
        return await self._tenants(_TENANTS_WITHOUT_PAST, slot, limit)

    async def tenants_with_unread_documents(self, limit: int) -> list[UUID]:
        return await self._tenants(_TENANTS_WITH_UNREAD_DOCUMENTS, limit)

    async def _tenants(self, sql: str, *arguments: Any) -> list[UUID]:
        return [row[0] for row in await self._pool.fetch(sql, *arguments)]

    async def tenants_to_seal(self, limit: int) -> list[UUID]:
        """A loose scan: one probe of the index a tenant."""
        return await self._tenants(_TENANTS_TO_SEAL, limit)

    async def lapsed_leases(self, now: datetime, limit: int) -> list[Found]:
        rows = await self._pool.fetch(
            "select tenant_id, work_item_id, id from tasks where state = 'claimed' and lease_until <= $1"
            " order by lease_until limit $2",
            now,
            limit,
        )
        return [Found(*row) for row in rows]

    async def overdue_runs(self, now: datetime, limit: int) -> list[Found]:
        rows = await self._pool.fetch(
            "select r.tenant_id, r.work_item_id, r.id from runs r"
            " join tenants t on t.id = r.tenant_id and t.state = 'active'"  # a suspended tenant's runs wait
            " where r.state in ('queued', 'running') and r.deadline <= $1 order by r.deadline limit $2",
            now,
            limit,
        )
        return [Found(*row) for row in rows]

    async def due_timers(self, now: datetime, limit: int) -> list[Found]:
        rows = await self._pool.fetch(
            "select i.tenant_id, i.work_item_id, i.id from timers i"
            " join tenants t on t.id = i.tenant_id and t.state = 'active'"  # a suspended tenant's timers wait
            " where i.due_at <= $1 order by i.due_at limit $2",
            now,
            limit,
        )
        return [Found(*row) for row in rows]

    async def silent_jobs(self, silent_since: datetime, limit: int) -> list[UUID]:
        rows = await self._pool.fetch(
            "select id from jobs where state = 'running' and held_until <= $1 order by held_until limit $2",
            silent_since,
            limit,
        )
        return [row[0] for row in rows]

    async def due_deliveries(self, now: datetime, limit_of_one: int) -> list[Waiting]:
        """Of every webhook at most so many, so that one that is slow does not hide the others."""
        return [Waiting(*row) for row in await self._pool.fetch(_DUE_DELIVERIES, now, limit_of_one)]

    async def tenants_with_old_deliveries(self, before: datetime, limit: int) -> list[UUID]:
        return await self._tenants(_TENANTS_WITH_OLD_DELIVERIES, before, limit)

    async def silent_imports(self, silent_since: datetime, limit: int) -> list[tuple[UUID, UUID]]:
        """Tenant and import."""
        rows = await self._pool.fetch(
            "select i.tenant_id, i.id from imports i"
            " join tenants t on t.id = i.tenant_id and t.state = 'active'"  # a suspended tenant's imports wait
            " where i.state = 'running' and i.held_until <= $1 order by i.held_until limit $2",
            silent_since,
            limit,
        )
        return [(row[0], row[1]) for row in rows]

    async def tenants_with_old_files(self, now: datetime, limit: int) -> list[UUID]:
        """That nobody has sent."""
        return await self._tenants(_TENANTS_WITH_OLD_FILES, now, limit)

    async def due_looks(self, now: datetime, limit: int) -> dict[UUID, list[UUID]]:
        """By tenant."""
        rows = await self._pool.fetch(
            "select l.tenant_id, l.id from looks l"
            " join tenants t on t.id = l.tenant_id and t.state = 'active'"  # a suspended tenant's looks wait
            " where l.next_at <= $1 order by l.next_at limit $2",
            now,
            limit,
        )
        found: dict[UUID, list[UUID]] = {}
        for tenant_id, look_id in rows:
            found.setdefault(tenant_id, []).append(look_id)
        return found

    async def silent_pasts(self, silent_since: datetime, limit: int) -> list[tuple[UUID, UUID]]:
        """Tenant and pattern."""
        rows = await self._pool.fetch(
            f"select tenant_id, id from patterns where ({IN_BACKFILL}) and held_until <= $1"  # noqa: S608 - no input
            " order by held_until limit $2",
            silent_since,
            limit,
        )
        return [(row[0], row[1]) for row in rows]

    async def running_simulations(self) -> list[tuple[UUID, UUID]]:
        """Tenant and simulation."""
        rows = await self._pool.fetch("select tenant_id, id from simulations where state = 'running'")
        return [(row[0], row[1]) for row in rows]

    async def tenants_with_queued_runs(self) -> list[UUID]:
        return await self._tenants("select distinct tenant_id from runs where state = 'queued'")


_TENANTS_WITH_MESSAGES = """
select distinct tenant_id from (select tenant_id from outbox order by id limit $1) first"""
_TENANTS_WITH_DELTAS = """
select distinct tenant_id from (select tenant_id from queue_deltas order by id limit $1) first"""
_TENANTS_WITH_DUE_DELTAS = """
select distinct tenant_id from (select tenant_id from due_deltas order by id limit $1) first"""
_TENANTS_WITHOUT_PAST = """
select t.id from tenants t
where t.state <> 'erased' and not exists (select from queue_past p where p.tenant_id = t.id and p.slot >= $1)
order by t.id limit $2"""
_TENANTS_WITH_UNREAD_DOCUMENTS = """
select distinct tenant_id from (select tenant_id from unread_documents order by id limit $1) first"""
_TENANTS_WITH_OLD_DELIVERIES = """
select distinct tenant_id from (
  select tenant_id from webhook_deliveries where created_at < $1 order by created_at limit $2) first"""
_TENANTS_WITH_OLD_FILES = """
select distinct tenant_id from (
  select tenant_id from imports where kept_until <= $1 and state <> 'running' order by kept_until limit $2) first"""
_DUE_DELIVERIES = """
select distinct w.tenant_id, w.id, d.subject_id from webhooks w
join tenants t on t.id = w.tenant_id and t.state = 'active'  -- a suspended tenant's wait
cross join lateral (
  select subject_id from webhook_deliveries d
  where d.tenant_id = w.tenant_id and d.webhook_id = w.id and d.state = 'pending' and d.next_at <= $1
  order by d.next_at limit $2) d
where w.retired_at is null and w.disabled_at is null"""
_TENANTS_TO_SEAL = """
with recursive t (id) as (
  (select tenant_id from audit_unsealed order by tenant_id limit 1)
  union all
  select (select a.tenant_id from audit_unsealed a where a.tenant_id > t.id order by a.tenant_id limit 1)
  from t where t.id is not null)
select id from t where id is not null limit $1"""
