"""`bpo verify`: what must be true of an installation, checked on its data; nothing is changed."""

import asyncio
from dataclasses import replace

from tasks.verification import Verification
from tenants.database import Database
from tenants.revisions import is_current
from tenants.settings import Settings

from .data_directory import published_addresses
from .errors import ServerUnusable
from .installation import Installation
from .probes import fault_of_database
from .terminal import say


def verify(settings: Settings) -> int:
    """Prints every violation and a line of figures; the status is 1 when there is any violation."""
    return 1 if asyncio.run(_verify(settings)) else 0


async def _verify(settings: Settings) -> int:
    database_url = settings.database_url or published_addresses(settings.data_dir).get("database_url")
    if database_url:
        return await _look(replace(settings, database_url=database_url))
    async with Installation.open(settings) as installation:
        await installation.start_postgres()
        return await _look(installation.settings)


async def _look(settings: Settings) -> int:
    """How many violations there are. Raises ServerUnusable."""
    db = await _open(settings)
    verification = Verification(db)
    violations = 0
    try:
        async for each in verification.violations():
            violations += 1
            say(f"{each.tenant}  {each.rule}  {each.subject}: {each.found}")
    finally:
        await db.close()
    figures = ", ".join(f"{number} {noun}" for noun, number in verification.figures.items())
    say(f"looked at {figures or 'nothing'}: {violations or 'no'} violation{'' if violations == 1 else 's'}")
    return violations


async def _open(settings: Settings) -> Database:
    if silence := await fault_of_database(settings.database_url):
        raise ServerUnusable(f"the database {silence}")
    db = await Database.open(settings)
    async with db.pool.acquire() as connection:
        is_ours = await is_current(connection)
    if not is_ours:
        await db.close()
        raise ServerUnusable("the database is not at this version: `./bpo migrate` brings it there.")
    return db
