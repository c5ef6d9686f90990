"""The way to the database: two pools of one login, and no session that is not bound to the tenants it was opened for.

The pool of asyncpg serves the database functions of the hot path, a round trip each; SQLAlchemy's engine the rest.
JSON comes and goes as text on the pool, decoded only where it is looked into.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from . import decimals
from .bound import OWN_TRANSACTIONS, bound, hold_to_open
from .code import located
from .logins import APP, url_of
from .settings import Settings

Pool = asyncpg.Pool

POOL_SIZE = 8
"""Connections of the pool; 2 halve the rate of one process, 32 gain nothing."""

ENGINE_SIZE = 4
CONNECT_TIMEOUT_S = 5
SETTINGS = {"application_name": "bpo", "jit": "off", "timezone": "UTC"}
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
"""The functions' statements are planned once: a plan for each call costs a completion half of its time."""


class Executor(Protocol):
    """What database functions are called on: the database, a transaction for each, or one that is open."""

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]: ...

    def after_commit(self, call: Callable[[], None]) -> None:
        """Has `call` made when all can see what was written."""


class Transaction:
    """An open transaction on a connection of the pool; the functions called on it bind it."""

    def __init__(self, connection: asyncpg.pool.PoolConnectionProxy) -> None:
        self._connection = connection
        self._after_commit: list[Callable[[], None]] = []

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self._connection.fetch(located(sql), *arguments)
        return rows

    def after_commit(self, call: Callable[[], None]) -> None:
        self._after_commit.append(call)

    def committed(self) -> None:
        for call in self._after_commit:
            call()


class Database:
    """What one process holds open. `login` is `bpo_app` everywhere but in the scheduler's finders."""

    def __init__(self, pool: Pool, engine: AsyncEngine) -> None:
        self.pool = pool
        self.engine = engine

    @classmethod
    async def open(cls, settings: Settings, *, login: str = APP) -> "Database":
        url = url_of(login, settings.database_url)
        pool = await open_pool(url)
        return cls(pool, _engine(url))

    async def close(self) -> None:
        await self.pool.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def session(self, tenants: Iterable[UUID]) -> AsyncIterator[AsyncSession]:
        """One transaction that sees these tenants' rows, committed at the end."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, bound(session, tenants):
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Several function calls as one, committed at the end."""
        async with self.pool.acquire() as connection:
            opened = Transaction(connection)
            async with connection.transaction():
                yield opened
        opened.committed()

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """One statement that calls `bpo_code` functions: a transaction of its own."""
        rows: list[asyncpg.Record] = await self.pool.fetch(located(sql), *arguments)
        return rows

    def after_commit(self, call: Callable[[], None]) -> None:
        """At once: each statement is a transaction of its own."""
        call()


async def open_pool(url: str, *, size: int = POOL_SIZE) -> Pool:
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        timeout=CONNECT_TIMEOUT_S,
        reset=_nothing_to_reset,
        server_settings=SETTINGS | PLANNED_ONCE,
    )


async def _nothing_to_reset(connection: Any) -> None:
    """Every setting of ours is local to its transaction, so asyncpg's round trip on release is needless."""


def _engine(url: str) -> AsyncEngine:
    engine = create_async_engine(
        "postgresql+asyncpg" + url[url.index("://") :],
        isolation_level=OWN_TRANSACTIONS,
        pool_size=ENGINE_SIZE,
        max_overflow=ENGINE_SIZE,
        json_serializer=decimals.dumps,
        json_deserializer=decimals.loads,
        connect_args={"server_settings": SETTINGS, "timeout": CONNECT_TIMEOUT_S},
    )
    event.listen(engine.sync_engine, "checkout", hold_to_open)
    return engine
