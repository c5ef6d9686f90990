"""Which calendar a queue or a tenant may name."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from rules import Fault

from ..models import Calendar
from .keyed import read


async def faults_of_naming(session: AsyncSession, tenant_id: UUID, key: str | None) -> list[Fault]:
    """For a member `calendar`. The tenant's row must be locked, so that the calendar is not retired meanwhile."""
    if key is None or await read(Calendar, session, tenant_id, key):
        return []
    return [Fault("/calendar", f'There is no calendar "{key}".')]
