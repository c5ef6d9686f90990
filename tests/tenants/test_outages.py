"""Which errors of the database are an outage, which only want the transaction to be begun again."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest
import sqlalchemy.exc

from tenants.errors import Overtaken
from tenants.outages import MOST_RACES, MOST_TRIES, is_conflict, is_outage, retried

AWAY: Sequence[Exception] = [
    ConnectionRefusedError(),
    TimeoutError(),
    FileNotFoundError(),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.ConnectionDoesNotExistError(),
    asyncpg.CannotConnectNowError(),
    asyncpg.AdminShutdownError(),
    asyncpg.TooManyConnectionsError(),
    asyncpg.DiskFullError(),
    asyncpg.DeadlockDetectedError(),
    sqlalchemy.exc.TimeoutError(),
    asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
]
OUR_FAULT: Sequence[Exception] = [
    asyncpg.UniqueViolationError(),
    asyncpg.UndefinedTableError(),
    asyncpg.exceptions._base.DataError("expected an integer"),
    ValueError(),
]


@pytest.mark.parametrize("error", AWAY, ids=repr)
def test_a_server_that_is_away_is_an_outage_however_it_is_wrapped(error: Exception) -> None:
    wrapped = sqlalchemy.exc.DBAPIError("select 1", {}, Exception())
    wrapped.__cause__ = error
    assert is_outage(error)
    assert is_outage(wrapped)


@pytest.mark.parametrize("error", OUR_FAULT, ids=repr)
def test_a_fault_of_ours_is_none(error: Exception) -> None:
    assert not is_outage(error)


@pytest.mark.parametrize("failures", range(MOST_TRIES + 1))
def test_a_transaction_is_begun_again_after_a_deadlock_twice_at_most(failures: int) -> None:
    tries = 0

    async def work() -> str:
        nonlocal tries
        tries += 1
        if tries <= failures:
            raise asyncpg.DeadlockDetectedError
        return "done"

    if failures < MOST_TRIES:
        assert asyncio.run(retried(work)) == "done"
    else:
        with pytest.raises(asyncpg.DeadlockDetectedError):
            asyncio.run(retried(work))
    assert tries == min(failures + 1, MOST_TRIES)


@pytest.mark.parametrize("races", [MOST_TRIES, MOST_RACES - 1, MOST_RACES])
def test_whoever_was_overtaken_has_more_tries(races: int) -> None:
    left = iter(range(races))

    async def work() -> str:
        for _ in left:
            raise Overtaken
        return "done"

    if races < MOST_RACES:
        assert asyncio.run(retried(work)) == "done"
    else:
        with pytest.raises(Overtaken):
            asyncio.run(retried(work))


def test_what_is_no_conflict_is_not_tried_again() -> None:
    assert is_conflict(asyncpg.SerializationError())
    assert is_conflict(asyncpg.InvalidCachedStatementError())
    assert not is_conflict(asyncpg.UniqueViolationError())
    tries: list[None] = []

    async def work() -> None:
        tries.append(None)
        raise asyncpg.UniqueViolationError

    with pytest.raises(asyncpg.UniqueViolationError):
        asyncio.run(retried(work))
    assert len(tries) == 1
