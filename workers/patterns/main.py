"""What Dramatiq's workers of patterns import: the broker and its actors. Only here, and in children of this process,
does the engine run.

dramatiq workers.patterns.main:broker
"""

import asyncio
from uuid import UUID

import dramatiq
import redis.asyncio as redis
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import Middleware

from tasks.heartbeats import PATTERNS
from tasks.news import News
from tasks.office import Office
from tasks.patterns import publishing
from tasks.patterns.past import Past
from tasks.wake_ups import WakeUps
from tenants import logs
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings

from ..broker import make_broker
from ..clock import now
from .children import Children
from .looking import Looker
from .matching import Matcher
from .past_work import PastWorker


class Hands(Middleware):
    """What the process holds open, from its first message to its end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = asyncio.Lock()
        self._db: Database | None = None
        self._children = Children(settings.worker_threads)

    async def open(self) -> None:
        async with self._opening:
            if self._db is None:
                self._db = await Database.open(self._settings)
                valkey = redis.Redis.from_url(self._settings.redis_url)
                wake_ups, news = WakeUps(valkey), News(valkey, now)
                news.begin()
                office = Office(self._db, new_id, news.tell)
                self.looker = Looker(office, self._children, wake_ups.ring, now)
                past, matcher = Past(self._db, office.configurations), Matcher(self._db, self._children)
                self.past_worker = PastWorker(past, matcher, wake_ups.ring, now)

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        loop = get_event_loop_thread()
        if self._db is not None and loop is not None:
            loop.run_coroutine(self._children.close())
            loop.run_coroutine(self._db.close())


logs.configure()
settings = Settings.read()
hands = Hands(settings)
broker = make_broker(settings.redis_url, hands)


@dramatiq.actor(broker=broker, queue_name=PATTERNS, actor_name="look")
async def look(tenant: str, look: str) -> None:
    await hands.open()
    await hands.looker.look(UUID(tenant), UUID(look))


@dramatiq.actor(broker=broker, queue_name=PATTERNS, actor_name=publishing.ACTOR)
async def go_through_past(tenant: str, pattern: str) -> None:
    await hands.open()
    await hands.past_worker.work(UUID(tenant), UUID(pattern))
