"""What has changed is told after the commit, many changes in one entry; who may have kept something back says so."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import redis.asyncio as redis

from tasks.news import KEPT, MOST_TOLD, STREAM, Change, News, changes_of
from tenants.database import Database
from tenants.settings import Settings
from tests.servers import Servers

pytestmark = pytest.mark.anyio
VALKEY_NUMBER = 24
TENANT, ITEM = UUID(int=1), UUID(int=2)


@pytest.fixture
async def valkey(servers: Servers, worker_id: str) -> AsyncIterator[redis.Redis]:
    """One into which nobody else tells anything."""
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    client = redis.Redis.from_url(servers.redis_url(VALKEY_NUMBER + number % 8))
    await client.delete(STREAM)
    yield client
    await client.aclose()


async def told(valkey: redis.Redis) -> list[list[Change]]:
    """The changes of each entry."""
    entries: Any = await valkey.xrange(STREAM)
    return [changes_of(fields) for _, fields in entries]


async def test_many_changes_share_an_entry_in_their_order(valkey: redis.Redis) -> None:
    news = News(valkey, lambda: datetime.now(UTC))
    changes = [Change(TENANT, ITEM, nth, nth) for nth in range(MOST_TOLD + 200)]
    for change in changes:
        news.tell(change)
    await news.close()
    entries = await told(valkey)
    assert [len(entry) for entry in entries] == [MOST_TOLD, 200]
    assert [change for entry in entries for change in entry] == changes


async def test_a_process_that_begins_says_that_something_may_be_missing(valkey: redis.Redis) -> None:
    news = News(valkey, lambda: datetime.now(UTC))
    news.begin()
    news.tell(Change(TENANT, ITEM, 1, 1))
    await news.close()
    assert await told(valkey) == [[], [Change(TENANT, ITEM, 1, 1)]]


async def test_the_stream_reaches_back_some_minutes_only(valkey: redis.Redis) -> None:
    """Valkey cuts whole nodes of a hundred entries off."""
    now = datetime.now(UTC)
    old = int((now - KEPT - timedelta(minutes=1)).timestamp() * 1000)
    for nth in range(500):
        await valkey.xadd(STREAM, {b"changes": b"\x90"}, id=f"{old}-{nth + 1}")
    news = News(valkey, lambda: now)
    news.tell(Change(TENANT, ITEM, 1, 1))
    await news.close()
    assert len(await told(valkey)) < 200


async def test_without_a_broker_the_work_goes_on() -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1", retry=None)
    news = News(away, lambda: datetime.now(UTC))
    news.tell(Change(TENANT, ITEM, 1, 1))
    await news.close()
    await away.aclose()


async def test_what_is_not_committed_is_not_told(settings: Settings) -> None:
    db = await Database.open(settings)
    calls: list[str] = []
    async with db.transaction() as transaction:
        transaction.after_commit(lambda: calls.append("committed"))
        assert calls == []
    with suppress(ZeroDivisionError):
        async with db.transaction() as transaction:
            transaction.after_commit(lambda: calls.append("rolled back"))
            raise ZeroDivisionError
    await db.close()
    assert calls == ["committed"]
