"""The scheduler: relay, timers, webhooks, and the sweeper's work at its intervals, each going on after an outage.

python -m workers.scheduler
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial

import redis.asyncio as redis
import structlog

from tasks import heartbeats
from tasks.news import News
from tasks.office import Office
from tasks.wake_ups import WakeUps
from tasks.webhooks.addresses import networks_of
from tenants import logs
from tenants.database import Database
from tenants.ids import new_id
from tenants.settings import Settings
from tenants.storage import Storage

from .broker import make_broker
from .clock import now
from .finding import Finder
from .forgetting import Forgetter
from .relay import Relay
from .sweeper import Sweeper
from .timers import Timers
from .webhooks import Deliverer
from .webhooks_sending import Sender

log = structlog.get_logger()

AFTER_A_FAULT_S = 1.0
SWEEP_S = 1.0
SEAL_S = 1.0
FOLD_S = 1.0
NOTE_S = 60.0
WORDS_S = 1.0
FORGET_S = 60.0


async def serve(settings: Settings) -> None:
    """Until cancelled."""
    db, finder = await Database.open(settings), await Finder.open(settings)
    valkey = redis.Redis.from_url(settings.redis_url)
    wake_ups, news = WakeUps(valkey), News(valkey, now)
    news.begin()
    sweeper = Sweeper(db, finder, valkey, news, now)
    forgetter = Forgetter(db, finder, Storage.open(settings), now)
    timers = Timers(Office(db, new_id, news.tell), finder, wake_ups, now)
    broker = make_broker(settings.redis_url)
    relay = Relay(db, finder, broker, valkey)
    sender = Sender(networks_of(settings.webhook_allow))
    deliverer = Deliverer(db, finder, sender, now)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_again_after_faults(relay.run))
            group.create_task(_again_after_faults(deliverer.run))
            group.create_task(_every(SWEEP_S, partial(_be_seen, valkey, broker.broker_id)))
            group.create_task(_every(SWEEP_S, timers.fire_due))
            group.create_task(_every(SWEEP_S, sweeper.lapse_leases))
            group.create_task(_every(SWEEP_S, sweeper.requeue_runs))
            group.create_task(_every(SWEEP_S, sweeper.resend_jobs))
            group.create_task(_every(SWEEP_S, sweeper.resend_imports))
            group.create_task(_every(SWEEP_S, sweeper.send_looks))
            group.create_task(_every(SWEEP_S, sweeper.resend_pasts))
            group.create_task(_every(SWEEP_S, sweeper.resend_after_loss))
            group.create_task(_every(FOLD_S, sweeper.fold_counts))
            group.create_task(_every(FOLD_S, sweeper.fold_dues))
            group.create_task(_every(NOTE_S, sweeper.note_ready))
            group.create_task(_every(WORDS_S, sweeper.enter_words))
            group.create_task(_every(SEAL_S, sweeper.seal_audit))
            group.create_task(_every(FORGET_S, forgetter.forget_keys))
            group.create_task(_every(FORGET_S, forgetter.forget_deliveries))
            group.create_task(_every(FORGET_S, forgetter.forget_files))
    finally:
        await sender.close()
        await news.close()
        await wake_ups.close()
        await finder.close()
        await db.close()


async def _be_seen(valkey: redis.Redis, name: str) -> int:
    await heartbeats.beat(valkey, name, now())
    return 0


async def _every(interval_s: float, work: Callable[[], Awaitable[int]]) -> None:
    """Work until there is none, then a pause."""

    async def round_after_round() -> None:
        while True:
            while await work():
                pass
            await asyncio.sleep(interval_s)

    await _again_after_faults(round_after_round)


async def _again_after_faults(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            log.exception("the scheduler met a fault and goes on")
            await asyncio.sleep(AFTER_A_FAULT_S)


async def _main() -> None:
    logs.configure()
    serving = asyncio.create_task(serve(Settings.read()))
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        log.info("the scheduler ends")


if __name__ == "__main__":
    asyncio.run(_main())
