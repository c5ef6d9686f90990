"""What a person holds, when they are no longer one of us."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import decimals
from tenants.code import located

from .news import Change
from .unfolding import SYSTEM

_END_LEASES = text(located("select * from bpo_code.end_leases(:person, :actor, :now)"))


async def end_leases(session: AsyncSession, person_id: UUID, now: datetime) -> list[Change]:
    """Their tasks go back to their place, which is to be told of after the commit. In the transaction that makes the
    person inactive, at its end: it is bound to other tenants then."""
    rows = await session.execute(_END_LEASES, {"person": person_id, "actor": decimals.dumps(SYSTEM), "now": now})
    return [Change(tenant, item, seq, seq) for tenant, item, seq in rows]
