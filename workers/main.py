"""What Dramatiq's workers import: the broker and its actors.

dramatiq workers.main:broker
"""

import asyncio
from uuid import UUID

import dramatiq
import redis.asyncio as redis
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import Middleware

from tasks import audit_verification, erasing, jobs, simulations
from tasks.heartbeats import QUEUE
from tasks.imports import records as imports
from tasks.job_kinds import KINDS
from tasks.news import News
from tasks.office import Office
from tasks.simulations import Simulator
from tasks.wake_ups import WakeUps
from tenants import logs
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings
from tenants.storage import Storage

from .broker import make_broker
from .clock import now
from .import_work import ImportWorker
from .job_work import JobWorker
from .performing import Performer


class Hands(Middleware):
    """What a worker process holds open, from its first message to its end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = asyncio.Lock()
        self._db: Database | None = None

    async def open(self) -> None:
        async with self._opening:
            if self._db is None:
                self._db = await Database.open(self._settings)
                valkey = redis.Redis.from_url(self._settings.redis_url)
                wake_ups, news = WakeUps(valkey), News(valkey, now)
                news.begin()
                office = Office(self._db, new_id, news.tell)
                self.performer = Performer(office, wake_ups.ring, now, new_id)
                self.simulator = Simulator(self._db, office.configurations)
                storage = Storage.open(self._settings)
                kinds = {
                    **KINDS,
                    audit_verification.NAME: audit_verification.KIND,
                    erasing.NAME: erasing.kind(storage),
                }
                self.job_worker = JobWorker(office, kinds, wake_ups, now)
                self.import_worker = ImportWorker(office, storage, wake_ups, now)

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        loop = get_event_loop_thread()
        if self._db is not None and loop is not None:
            loop.run_coroutine(self._db.close())


logs.configure()
settings = Settings.read()
hands = Hands(settings)
broker = make_broker(settings.redis_url, hands)


@dramatiq.actor(broker=broker, queue_name=QUEUE)
async def run_automation(tenant: str, run: str) -> None:
    await hands.open()
    await hands.performer.perform(UUID(tenant), UUID(run))


@dramatiq.actor(broker=broker, queue_name=QUEUE, actor_name=jobs.ACTOR)
async def run_job(job: str) -> None:
    await hands.open()
    await hands.job_worker.work(UUID(job))


@dramatiq.actor(broker=broker, queue_name=QUEUE, actor_name=simulations.ACTOR)
async def simulate(tenant: str, simulation: str) -> None:
    await hands.open()
    await hands.simulator.work(UUID(tenant), UUID(simulation))


@dramatiq.actor(broker=broker, queue_name=QUEUE, actor_name=imports.ACTOR)
async def run_import(tenant: str, file: str) -> None:
    await hands.open()
    await hands.import_worker.work(UUID(tenant), UUID(file))
