"""Schedulers and workers are seen while they live, each by its own sign."""

from datetime import UTC, datetime, timedelta

import pytest
import redis.asyncio as redis

from tasks import heartbeats
from tasks.heartbeats import Seen
from tenants.settings import Settings
from workers.broker import make_broker

pytestmark = pytest.mark.anyio


async def test_a_scheduler_that_sends_is_no_worker_and_who_is_silent_is_not_seen(settings: Settings) -> None:
    valkey = redis.Redis.from_url(settings.redis_url)
    scheduler, worker = make_broker(settings.redis_url), make_broker(settings.redis_url)
    now = datetime.now(UTC)
    before = await heartbeats.seen(valkey, now)
    for each in (scheduler, worker):
        each.do_qsize(heartbeats.QUEUE)
    await heartbeats.beat(valkey, scheduler.broker_id, now)
    assert await heartbeats.seen(valkey, now) == Seen(before.schedulers + 1, before.workers + 1, before.waiting)
    assert (await heartbeats.seen(valkey, now + 2 * heartbeats.LATELY)).schedulers == 0
    assert (await heartbeats.seen(valkey, now + timedelta(minutes=1))).workers == 0
    await valkey.aclose()
    scheduler.close()
    worker.close()
