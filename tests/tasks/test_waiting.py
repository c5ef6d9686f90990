"""Whoever waits for an item holds no other: the order that keeps two transactions from waiting for each other."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import pytest

from tasks.case import Case, Task
from tenants.database import Transaction
from tenants.outages import retried
from tenants.principals import Principal
from tenants.settings import Settings
from tests.tasks.scenes import Scene, on, scene

PATIENCE_S = 60
_NO_LIMIT = """
select set_config('transaction_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)
"""
_WAITS_FOR = "select from pg_locks where not granted and $1 = any (pg_blocking_pids(pid))"


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[Scene]:
    async with scene(settings, on("received", {"create_task": {"type": "check", "queue": "desk"}})) as opened:
        yield opened


async def test_a_claim_that_was_overtaken_waits_for_the_next_item_with_nothing_in_its_hands(here: Scene) -> None:
    first, second = await here.submit(), await here.submit()
    people = [await here.person() for _ in range(3)]
    async with AsyncExitStack() as later, AsyncExitStack() as sooner:
        taken = [await _taken(here, stack, person) for stack, person in zip((sooner, later), people, strict=False)]
        claim = asyncio.create_task(retried(lambda: _claim(here, people[2])))
        await _until_waited_for(here, taken[0])
        await sooner.aclose()
        await _until_waited_for(here, taken[1])
        assert await _is_free(here, first)
        assert not await _is_free(here, second)
        await later.aclose()
        assert await claim is None


async def _taken(here: Scene, stack: AsyncExitStack, person: Principal) -> int:
    """Claims the next task in a transaction that stays open; its process in the database."""
    transaction = await stack.enter_async_context(here.db.transaction())
    await transaction.fetch(_NO_LIMIT)
    assert await _claim_in(here, transaction, person)
    return int((await transaction.fetch("select pg_backend_pid()"))[0][0])


async def _claim(here: Scene, person: Principal) -> Task | None:
    """As under an Idempotency-Key: in a transaction that has something else to write, too."""
    async with here.db.transaction() as transaction:
        await transaction.fetch(_NO_LIMIT)
        return await _claim_in(here, transaction, person)


async def _claim_in(here: Scene, transaction: Transaction, person: Principal) -> Task | None:
    claimed = await here.office.claiming.next(transaction, person, here.now)
    return claimed[1] if claimed else None


async def _until_waited_for(here: Scene, process: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if await here.rows(_WAITS_FOR, process):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


async def _is_free(here: Scene, item: Case) -> bool:
    try:
        await here.rows("select from work_items where id = $1 for update nowait", item.id)
    except asyncpg.LockNotAvailableError:
        return False
    return True
