"""What an error of a server behind means for who asked: whether it is away, or only wants to be asked again."""

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import asyncpg
import redis
import sqlalchemy.exc

from .errors import Overtaken

T = TypeVar("T")

MOST_TRIES = 3
MOST_RACES = 30
"""Where another was quicker, one more has been served: it is no sign of trouble, and worth more tries."""

_AWAY_CLASSES = ("08", "53", "57", "58")  # connection, resources (disk, memory, connections), intervention, system
_AWAY_STATES = frozenset({"25P03", "25P04", "55P03"})  # a transaction or a lock that took too long
_AWAY = (
    OSError,
    sqlalchemy.exc.TimeoutError,
    redis.ConnectionError,
    redis.TimeoutError,
    asyncpg.InternalClientError,  # a connection that was given out at the instant that it broke off
)
_CONFLICTS = frozenset({"40001", "40P01"})


def is_outage(error: BaseException) -> bool:
    """Whether the server could not be asked, or could not finish: nothing of the transaction was done."""
    return any(_is_away(cause) for cause in _causes(error))


def is_conflict(error: BaseException) -> bool:
    """Whether the same transaction may well succeed at once: a deadlock, or a statement prepared before a migration."""
    return any(
        isinstance(cause, asyncpg.InvalidCachedStatementError) or getattr(cause, "sqlstate", None) in _CONFLICTS
        for cause in _causes(error)
    )


async def retried(work: Callable[[], Awaitable[T]]) -> T:
    """The result of `work`, one whole transaction, begun anew after a conflict, twice at most, or with nothing locked
    where another was quicker."""
    tries = 0
    while True:
        tries += 1
        try:
            return await work()
        except Overtaken:
            if tries >= MOST_RACES:
                raise
        except (asyncpg.PostgresError, sqlalchemy.exc.DBAPIError) as error:
            if tries >= MOST_TRIES or not is_conflict(error):
                raise


def _is_away(error: BaseException) -> bool:
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state.startswith(_AWAY_CLASSES) or state in _AWAY_STATES | _CONFLICTS
    if isinstance(error, asyncpg.InterfaceError):  # a closed connection or pool; a ValueError is an argument of ours
        return not isinstance(error, ValueError)
    return isinstance(error, _AWAY)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
