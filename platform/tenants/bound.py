"""The transaction of a session, begun and bound to tenants by one round trip: SQLAlchemy's own takes two, and most
requests wait for them. Its engine leaves transactions alone."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncSession

OWN_TRANSACTIONS = "AUTOCOMMIT"
"""The engine's isolation level."""


@asynccontextmanager
async def bound(session: AsyncSession, tenants: Iterable[UUID]) -> AsyncIterator[None]:
    """Within it the session sees the rows of these tenants and no others. Committed at the end."""
    named = ",".join(str(tenant) for tenant in tenants)
    async with session.begin():
        connection = await _driver_of(session)
        try:
            await connection.execute(f"begin; select set_config('bpo.tenants', '{{{named}}}', true)")
            yield
            await session.flush()
            await connection.execute("commit")
        except BaseException:
            await _roll_back(connection)
            raise


def hold_to_open(connection: Any, *_record: Any) -> None:
    """When the engine's pool gives a connection out: another is taken in the place of one that was closed while it
    waited."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


async def _driver_of(session: AsyncSession) -> Any:
    return (await (await session.connection()).get_raw_connection()).driver_connection


async def _roll_back(connection: asyncpg.Connection) -> None:
    """A connection on which that fails is not used again; what was wrong first is raised."""
    try:
        await connection.execute("rollback")
    except BaseException:
        connection.terminate()
