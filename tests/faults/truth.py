"""What is in the database, past row-level security, and what the verification says of it."""

from typing import Any
from urllib.parse import urlsplit

import asyncpg

from tasks.verification import Verification, Violation
from tenants.database import Database
from tests.faults.installation import Installation
from tests.servers import Servers

_OPEN = """
select 'item', count(*) from work_items where state = 'open'
union all select 'task ' || queue_key || ' ' || state, count(*) from tasks
  where state in ('ready', 'claimed', 'pended') group by 1
union all select 'run ' || automation || ' ' || state, count(*) from runs
  where state in ('queued', 'running') group by 1
union all select 'outbox', count(*) from outbox
union all select 'delta', count(*) from queue_deltas
union all select 'unsealed', count(*) from audit_unsealed"""
_DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


class Truth:
    def __init__(self, installation: Installation, servers: Servers) -> None:
        self._settings = installation.settings
        self._url = servers.superuser_url(urlsplit(installation.settings.database_url).path.removeprefix("/"))

    async def value(self, sql: str) -> Any:
        connection = await asyncpg.connect(self._url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    async def open(self) -> dict[str, int]:
        """What is not done: open items, their tasks and runs, what relay, folder and sealer have to do."""
        connection = await asyncpg.connect(self._url)
        try:
            return {what: number for what, number in await connection.fetch(_OPEN) if number}
        finally:
            await connection.close()

    async def deadlocks(self) -> int:
        return int(await self.value(_DEADLOCKS))

    async def violations(self) -> list[Violation]:
        db = await Database.open(self._settings)
        try:
            return [violation async for violation in Verification(db).violations()]
        finally:
            await db.close()
