"""Brings a database to this version: the tables by Alembic, then the database functions."""

from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from tenants import code
from tenants.settings import Settings

HERE = Path(__file__).parent
LOCK = 5_127_004
"""Advisory lock that one migrating process holds, so that several starting at once take turns."""


def configuration(connection: Connection | None = None, metadata: MetaData | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes.update(connection=connection, metadata=metadata)
    return config


async def migrate(settings: Settings) -> None:
    """As the owner, past PgBouncer where there is one. Does nothing to a database that is up to date."""
    url = settings.database_direct_url or settings.database_url
    lock = await asyncpg.connect(url)
    try:
        await lock.execute("select pg_advisory_lock($1)", LOCK)
        await _upgrade(url)
        await install_code(lock)
    finally:
        await lock.close()


async def _upgrade(url: str) -> None:
    engine = create_async_engine("postgresql+asyncpg" + url[url.index("://") :])
    async with engine.begin() as connection:
        await connection.run_sync(_run, url)
    await engine.dispose()


def _run(connection: Connection, url: str) -> None:
    config = configuration(connection)
    config.attributes["url"] = url
    command.upgrade(config, "head")


async def install_code(connection: Any) -> None:
    """The functions of this version beside those of others, which may still be in use."""
    async with connection.transaction():
        if await connection.fetchval("select to_regnamespace($1)", code.schema()) is None:
            await connection.execute(f"create schema {code.schema()}")
            await connection.execute(f"grant usage on schema {code.schema()} to bpo_app, bpo_system")
            await connection.execute("set local check_function_bodies = off")
            await connection.execute(code.definition())
