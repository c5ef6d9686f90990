"""Which processes were seen lately: schedulers say themselves that they live, workers by every command to the broker.

Only a sight for people: nothing of the work hangs on it.
"""

from datetime import datetime, timedelta

import redis.asyncio as redis
from msgspec import Struct

NAMESPACE = "bpo"
"""Of Dramatiq's keys in the broker."""

QUEUE = "automations"
PATTERNS = "patterns"
"""Of a worker of its own, since what it runs may take it down."""

LATELY = timedelta(seconds=5)
_SCHEDULERS, _EVERYBODY = f"{NAMESPACE}:schedulers", f"{NAMESPACE}:__heartbeats__"


class Seen(Struct, frozen=True):
    """`waiting`: messages that no worker has taken yet."""

    schedulers: int
    workers: int
    waiting: int


async def beat(broker: redis.Redis, scheduler: str, now: datetime) -> None:
    """`scheduler` is the name by which the broker's commands know it, too."""
    await broker.zadd(_SCHEDULERS, {scheduler: _ms(now)})
    await broker.zremrangebyscore(_SCHEDULERS, "-inf", _ms(now - LATELY))


async def seen(broker: redis.Redis, now: datetime) -> Seen:
    """Raises what an outage raises."""
    since = _ms(now - LATELY)
    schedulers = set(await broker.zrangebyscore(_SCHEDULERS, since, "+inf"))
    everybody = set(await broker.zrangebyscore(_EVERYBODY, since, "+inf"))
    waiting = [await broker.llen(f"{NAMESPACE}:{queue}") for queue in (QUEUE, PATTERNS)]
    return Seen(len(schedulers), len(everybody - schedulers), sum(waiting))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
