"""What Dramatiq's workers import: the broker and its actors.

dramatiq workers.main:broker
"""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import dramatiq
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import Middleware

from tasks.cases import Cases
from tasks.configuration import Configurations
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings

from .broker import QUEUE, make_broker
from .performing import Performer


def now() -> datetime:
    return datetime.now(UTC)


class Office(Middleware):
    """What a worker process holds open, from its first message to its end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = asyncio.Lock()
        self._db: Database | None = None

    async def performer(self) -> Performer:
        async with self._opening:
            if self._db is None:
                self._db = await Database.open(self._settings)
                self._performer = Performer(self._db, Cases(self._db, Configurations(self._db), new_id), now, new_id)
        return self._performer

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        loop = get_event_loop_thread()
        if self._db is not None and loop is not None:
            loop.run_coroutine(self._db.close())


settings = Settings.read()
office = Office(settings)
broker = make_broker(settings.redis_url, office)


@dramatiq.actor(broker=broker, queue_name=QUEUE)
async def run_automation(tenant: str, run: str) -> None:
    performer = await office.performer()
    await performer.perform(UUID(tenant), UUID(run))
