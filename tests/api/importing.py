"""Does an import as a worker would that got its message."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import redis.asyncio as redis

from tasks.office import Office
from tasks.wake_ups import WakeUps
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings
from tenants.storage import Storage
from workers.import_work import ImportWorker


def do_import(settings: Settings, import_id: str, after: timedelta = timedelta()) -> None:
    """After so long; in a loop of its own, since who asks may be in one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(_do(settings, import_id, after))).result()


async def _do(settings: Settings, import_id: str, after: timedelta) -> None:
    (found,) = (settings.data_dir / "files").glob(f"*/imports/{import_id}")
    db, broker = await Database.open(settings), redis.Redis.from_url(settings.redis_url)
    worker = ImportWorker(
        Office(db, new_id, lambda _: None),
        Storage.open(settings),
        WakeUps(broker),
        lambda: datetime.now(UTC) + after,
    )
    try:
        await worker.work(UUID(found.parts[-3]), UUID(import_id))
    finally:
        await broker.aclose()
        await db.close()
