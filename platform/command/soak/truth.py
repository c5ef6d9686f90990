"""What is in the database, past row-level security, and what the verification says of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg

from tasks.verification import Verification, Violation
from tenants.database import Database
from tenants.settings import Settings

CONNECT_WITHIN_S = 2.0

AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

_OPEN = """
select 'item', count(*) from work_items where state = 'open'
union all select 'task ' || queue_key || ' ' || state, count(*) from tasks
  where state in ('ready', 'claimed', 'pended') group by 1
union all select 'run ' || automation || ' ' || state, count(*) from runs
  where state in ('queued', 'running') group by 1
union all select 'outbox', count(*) from outbox
union all select 'delta', count(*) from queue_deltas
union all select 'due delta', count(*) from due_deltas
union all select 'unsealed', count(*) from audit_unsealed"""
_IS_RECOVERED = """
select exists (select from history where work_item_id = $1 and kind = 'automation_finished')
  and exists (select from history where work_item_id = $1 and kind = 'task_claimed')
  and not exists (select from runs where state in ('queued', 'running') and queued_at <= $2)
  and not exists (select from tasks where state = 'claimed' and lease_until < now() - interval '5 seconds')"""
_DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"
_RECENT_RUNS = "select tenant_id, id from runs order by queued_at desc limit $1"


class Truth:
    """`url`: of the superuser."""

    def __init__(self, url: str, settings: Settings) -> None:
        self._url = url
        self._settings = settings

    async def value(self, sql: str, *arguments: Any) -> Any:
        rows = await self.rows(sql, *arguments)
        return rows[0][0] if rows else None

    async def rows(self, sql: str, *arguments: Any) -> Sequence[asyncpg.Record]:
        connection = await asyncpg.connect(self._url, timeout=CONNECT_WITHIN_S)
        try:
            return list(await connection.fetch(sql, *arguments))
        finally:
            await connection.close()

    async def open(self) -> dict[str, int]:
        """What is not done: open items, their tasks and runs, what relay, folder and sealer have to do."""
        return {what: number for what, number in await self.rows(_OPEN) if number}

    async def open_if_there(self) -> dict[str, int] | None:
        """As `open`; None while the database is away."""
        try:
            return await self.open()
        except AWAY:
            return None

    async def is_recovered(self, canary: str, since: datetime) -> bool:
        """Whether a machine and a person got the canary, no run of before waits, and no lease is overdue. False, too,
        while the database is away."""
        try:
            return bool(await self.value(_IS_RECOVERED, canary, since))
        except AWAY:
            return False

    async def recent_runs(self, number: int) -> Sequence[asyncpg.Record]:
        """Tenants and runs, the newest first, whatever has become of them."""
        return await self.rows(_RECENT_RUNS, number)

    async def deadlocks(self) -> int:
        """Forgotten by a server that was killed."""
        return int(await self.value(_DEADLOCKS))

    async def violations(self) -> list[Violation]:
        db = await Database.open(self._settings)
        try:
            return [violation async for violation in Verification(db).violations()]
        finally:
            await db.close()
