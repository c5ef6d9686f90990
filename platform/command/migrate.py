"""`bpo migrate`: brings the database to this version, starting the embedded PostgreSQL for it where none runs."""

import asyncio
from dataclasses import replace

from tenants.settings import Settings

from .data_directory import published_addresses
from .database_version import bring_to_this_version
from .installation import Installation
from .terminal import say


def migrate(settings: Settings) -> int:
    """Does nothing to a database that is up to date."""
    asyncio.run(_migrate(settings))
    say("the database is at this version")
    return 0


async def _migrate(settings: Settings) -> None:
    database_url = settings.database_url or published_addresses(settings.data_dir).get("database_url")
    if database_url:
        await bring_to_this_version(replace(settings, database_url=database_url))
        return
    async with Installation.open(settings) as installation:
        await installation.start_postgres()
        await bring_to_this_version(installation.settings)
