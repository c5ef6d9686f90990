"""Tells all processes which items have changed, for those who watch: a stream in the broker, a few minutes long.

Told after the commit, so a process that dies between the two says nothing. Therefore each process says when it begins
that something may be missing, as does one that could not reach the broker for a while: whoever watches looks anew.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import redis.asyncio as redis
import structlog
from msgspec import Struct

from .intake import Received

STREAM = "bpo:news"
KEPT = timedelta(minutes=5)
"""How far back the stream reaches."""

MOST_TOLD = 500
"""Changes of one entry."""

PAUSE_S = 0.05
"""Between two entries of a process: under load many changes share one."""

AFTER_A_FAULT_S = 1.0
FIELD = b"changes"

log = structlog.get_logger()


class Change(Struct, frozen=True, array_like=True):
    """The rows of an item's history from `first` to `last`."""

    tenant_id: UUID
    work_item_id: UUID
    first: int
    last: int


Tell = Callable[[Change], None]
"""To be called after the commit."""

_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_decode = msgspec.msgpack.Decoder(list[Change]).decode


def change_of_new(received: Received) -> Change:
    case = received.case
    return Change(case.tenant_id, case.id, 1, len(received.step.history))


def changes_of(entry: dict[bytes, bytes]) -> list[Change]:
    """What an entry of the stream tells; nothing: that something may be missing before it."""
    return _decode(entry[FIELD])


class News:
    def __init__(self, broker: redis.Redis, clock: Callable[[], datetime]) -> None:
        self._broker = broker
        self._clock = clock
        self._untold: list[Change] = []
        self._has_gap = False
        self._telling: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """To be called when a process begins: the one before it may have died with something untold."""
        self._has_gap = True
        self._go_on()

    def tell(self, change: Change) -> None:
        self._untold.append(change)
        self._go_on()

    async def close(self) -> None:
        """Lets the last word be heard, unless the broker is away."""
        if self._telling is not None:
            done, _ = await asyncio.wait([self._telling], timeout=AFTER_A_FAULT_S)
            if not done:
                self._telling.cancel()

    def _go_on(self) -> None:
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_all())

    async def _tell_all(self) -> None:
        while self._has_gap or self._untold:
            told = [] if self._has_gap else self._untold[:MOST_TOLD]
            try:
                await self._add(told)
            except redis.RedisError as error:
                log.warning("who watches is not told; they look anew when the broker is back", error=str(error))
                self._has_gap = True
                self._untold.clear()
                await asyncio.sleep(AFTER_A_FAULT_S)
            else:
                self._has_gap = False
                del self._untold[: len(told)]
                await asyncio.sleep(PAUSE_S)

    async def _add(self, changes: list[Change]) -> None:
        oldest = int((self._clock() - KEPT).timestamp() * 1000)
        await self._broker.xadd(STREAM, {FIELD: _encode(changes)}, minid=oldest, approximate=True)
