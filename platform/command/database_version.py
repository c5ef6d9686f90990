"""The migrations as a command runs them: whatever hinders them is a line that says so."""

import asyncpg
from sqlalchemy.exc import DBAPIError

from tenants.migrations import migrate
from tenants.settings import Settings

from .errors import ServerUnusable
from .probes import fault_of_database


async def bring_to_this_version(settings: Settings) -> None:
    """Raises ServerUnusable with the reason in a line."""
    if silence := await fault_of_database(settings.database_direct_url or settings.database_url):
        raise ServerUnusable(f"the database {silence}")
    try:
        await migrate(settings)
    except (asyncpg.PostgresError, DBAPIError) as fault:
        reason = str(getattr(fault, "orig", fault)).splitlines()[0]
        raise ServerUnusable(f"the database cannot be brought to this version: {reason}") from fault
