"""The stream of news in the broker: what stands in it after a place. A place is the id of an entry, `time-number`."""

import re
from collections.abc import Sequence
from typing import Any

import redis.asyncio as redis
from msgspec import Struct

from tasks.news import STREAM, Change, changes_of

BATCH = 100
"""Entries that are looked up together."""

MOST_MISSED = 1_000
"""Entries that are told again; for more it is cheaper to look at everything anew."""

PLACE = re.compile(r"[0-9]{1,15}-[0-9]{1,15}")


class Batch(Struct, frozen=True):
    """`place`: of its last entry. `has_gap`: something before it may have remained untold."""

    place: str
    changes: Sequence[Change]
    has_gap: bool


class Stream:
    def __init__(self, broker: redis.Redis) -> None:
        self._broker = broker

    async def newest(self) -> str:
        entries: Any = await self._broker.xrevrange(STREAM, count=1)
        return str(entries[0][0].decode()) if entries else "0-0"

    async def next(self, place: str, patience_ms: int) -> Batch | None:
        """What stands after `place`; waited for, if there is nothing."""
        answer: Any = await self._broker.xread({STREAM: place}, count=BATCH, block=patience_ms)
        return _batch(answer[0][1]) if answer else None

    async def missed(self, place: str, until: str) -> Batch | None:
        """What stands after `place`, to `until`; a gap where the stream does not reach back so far."""
        if _order(place) == _order(until):
            return None
        first: Any = await self._broker.xrange(STREAM, count=1)
        is_known = first and _order(first[0][0].decode()) <= _order(place) <= _order(until)
        if not is_known:
            return Batch(until, (), has_gap=True)
        entries: Any = await self._broker.xrange(STREAM, f"({place}", until, count=MOST_MISSED + 1)
        return _batch(entries) if 0 < len(entries) <= MOST_MISSED else Batch(until, (), has_gap=True)


def _batch(entries: Sequence[Any]) -> Batch:
    told = [changes_of(fields) for _, fields in entries]
    place = entries[-1][0].decode()
    return Batch(place, [change for each in told for change in each], has_gap=not all(told))


def _order(place: str) -> tuple[int, ...]:
    return tuple(int(part) for part in place.split("-"))
