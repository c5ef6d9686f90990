"""Faults that end no process: what is stopped or full, connections that break off, messages that come again."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from signal import SIGCONT, SIGSTOP

import redis.asyncio as redis
from dramatiq import Message

from tasks.heartbeats import QUEUE
from workers.broker import make_broker

from .proxy import Proxy
from .site import Site
from .stage import LEASE_S

CUTS = 6
CUT_WITHIN_S = 2.0
FULL_S = 2.0
REPEATED = 60


@asynccontextmanager
async def worker_stopped(site: Site) -> AsyncIterator[None]:
    """With its children: what it was at is taken over by another, and comes too late when it goes on."""
    with _stopped((await site.worker()).pid):
        yield


@asynccontextmanager
async def operators_stopped(site: Site) -> AsyncIterator[None]:
    """Beyond their leases: the tasks go to others, and what they send when they go on is refused."""
    with _stopped(site.random.choice(site.floors).pid):
        await asyncio.sleep(2 * LEASE_S)
        yield


@asynccontextmanager
async def database_cut(site: Site) -> AsyncIterator[None]:
    """In the middle of transactions, and after a commit that nobody hears of."""
    await _cut(site.before_database)
    yield


@asynccontextmanager
async def clients_cut(site: Site) -> AsyncIterator[None]:
    """Requests that do not arrive, and answers that do not."""
    await _cut(site.before_api)
    yield


@asynccontextmanager
async def messages_repeated(site: Site) -> AsyncIterator[None]:
    """Those of recent runs, done or not, twice each and in any order."""
    runs = [{"tenant": str(tenant), "run": str(run)} for tenant, run in await site.truth.recent_runs(REPEATED)]
    again = site.random.sample(2 * runs, 2 * len(runs))
    await asyncio.to_thread(_send, site.valkey.url, again)
    yield


@asynccontextmanager
async def valkey_full(site: Site) -> AsyncIterator[None]:
    """Takes nothing that needs memory for a while; there is no going on before that."""
    async with redis.Redis.from_url(site.valkey.url) as valkey:
        await valkey.config_set("maxmemory", "1")
        await asyncio.sleep(FULL_S)
        await valkey.config_set("maxmemory", "0")
    yield


@contextmanager
def _stopped(leader: int) -> Iterator[None]:
    """A process and its group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(leader, SIGCONT)


async def _cut(proxy: Proxy) -> None:
    """Comes back when all are cut, or nobody is there any more to cut off."""
    with suppress(TimeoutError):
        await asyncio.wait_for(proxy.cut(CUTS), CUT_WITHIN_S)


def _send(redis_url: str, runs: list[dict[str, str]]) -> None:
    broker = make_broker(redis_url)
    for run in runs:
        broker.enqueue(Message(queue_name=QUEUE, actor_name="run_automation", args=(), kwargs=run, options={}))
    broker.close()
