"""A tenant that is erased: its files and rows go batch by batch, as a job that can be watched; its own row is the last.

History and audit are deleted with the rest, which no login may do but by one function of the database, and that only
for a tenant whose erasure has begun.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import registry
from tenants.models import Tenant
from tenants.principals import Principal
from tenants.storage import Storage, folder_of

from . import jobs
from .job_kinds import Kind, Target
from .jobs import Assignment
from .office import Office

NAME = "erase"
BATCH = 2_000
"""Rows or files at a time: far less than a transaction's five seconds."""

SETTLED_AFTER = timedelta(seconds=10)
"""By then every transaction that began before the erasure has ended, twice over."""

PAUSE_S = 1.0


async def begin(session: AsyncSession, principal: Principal, tenant_id: UUID, *, job_id: UUID, now: datetime) -> None:
    """The tenant is gone at once, its data in the background. The session is bound to it and to the installation."""
    await registry.begin_erasure(session, principal, tenant_id, now)
    wanted = {"settled": (now + SETTLED_AFTER).isoformat()}
    await jobs.start(session, principal, [tenant_id], NAME, wanted, job_id=job_id, now=now)


def kind(storage: Storage) -> Kind:
    """The kind of job that does it."""

    async def erase_some(office: Office, job: Assignment, target: Target, now: datetime) -> int:
        if removed := await storage.remove_some(folder_of(target.tenant_id), BATCH):
            return removed
        settled = datetime.fromisoformat(job.input["settled"])
        (row,) = await office.db.fetch("select bpo_code.erase($1, $2, $3, $4) as gone", target.id, BATCH, settled, now)
        if not row["gone"]:
            await asyncio.sleep(PAUSE_S)
        return row["gone"] or 0

    return Kind(_while_it_is_there, erase_some)


async def _while_it_is_there(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    found = await session.scalars(select(Tenant.id).where(Tenant.id.in_(job.tenant_ids)))
    return [Target(tenant_id, tenant_id) for tenant_id in found]
