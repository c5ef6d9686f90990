"""Reads the news for all who watch in this process. A key that is revoked ends its watching within a second, and
whatever is told is held to what its principal may see by then."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

import redis.asyncio as redis
import structlog

from tasks.office import Office
from tenants.outages import is_outage
from tenants.principals import authenticate_all

from .messages import at
from .stream import Batch, Stream
from .telling import Teller
from .watcher import Watcher

CONFIRM_S = 1.0
PATIENCE_MS = 200
AFTER_A_FAULT_S = 1.0
MOST_WAIT_S = 3.0
"""For the broker, which its client would try to reach for much longer."""

log = structlog.get_logger()


class Feed:
    """Reads while anybody watches. `place`: how far everybody was told."""

    def __init__(self, broker: redis.Redis, office: Office, clock: Callable[[], datetime]) -> None:
        self.place = ""
        self._stream = Stream(broker)
        self._teller = Teller(office)
        self._db = office.db
        self._clock = clock
        self._arriving: list[Watcher] = []
        self._watchers: set[Watcher] = set()
        self._reading: asyncio.Task[None] | None = None
        self._confirmed_at_s = 0.0

    async def begin(self) -> str:
        """The place after which somebody who comes now is to be told. Raises what an outage of the broker raises."""
        if not self._is_reading:
            place = await asyncio.wait_for(self._stream.newest(), MOST_WAIT_S)
            if not self._is_reading:
                self.place = place
        return self.place

    def add(self, watcher: Watcher) -> None:
        self._arriving.append(watcher)
        if not self._is_reading:
            self._reading = asyncio.create_task(self._read())

    def remove(self, watcher: Watcher) -> None:
        watcher.end()
        self._watchers.discard(watcher)

    def close(self) -> None:
        """Ends all watching, because the process ends; clients come again elsewhere."""
        for watcher in (*self._watchers, *self._arriving):
            watcher.end()

    @property
    def _is_reading(self) -> bool:
        return self._reading is not None and not self._reading.done()

    async def _read(self) -> None:
        while self._watchers or self._arriving:
            try:
                await self._confirm()
                await self._admit()
                batch = await self._stream.next(self.place, PATIENCE_MS)
                if batch is not None:
                    await self._tell(batch, self._watchers)
                    self.place = batch.place
            except (redis.RedisError, OSError) as error:
                log.warning("the news cannot be read now", error=str(error))
                await asyncio.sleep(AFTER_A_FAULT_S)

    async def _admit(self) -> None:
        """Those who came, when they have been told what they missed: as far as all others were told."""
        while self._arriving:
            watcher = self._arriving[0]
            missed = await self._stream.missed(watcher.place, self.place)
            if missed is not None:
                await self._tell(missed, {watcher})
            watcher.put(at(self.place))
            del self._arriving[0]
            if not watcher.is_over:
                self._watchers.add(watcher)

    async def _tell(self, batch: Batch, watchers: set[Watcher]) -> None:
        told = [watcher for watcher in watchers if not watcher.is_over]
        if batch.has_gap:
            for watcher in told:
                watcher.look_anew("something may have been missed")
        try:
            await self._teller.tell(batch.changes, told)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("those who watch could not be told")
            for watcher in told:
                watcher.look_anew("something could not be told")
        for watcher in told:
            watcher.reached(batch.place)

    async def _confirm(self) -> None:
        """Those whose key is no longer good are told nothing more."""
        now_s = time.monotonic()
        if now_s - self._confirmed_at_s < CONFIRM_S:
            return
        watchers = [*self._watchers, *self._arriving]
        present = await authenticate_all(self._db, [watcher.principal.digest for watcher in watchers], self._clock())
        for watcher in watchers:
            principal = present.get(watcher.principal.digest)
            if principal is None:
                watcher.end()
            else:
                watcher.principal = principal
        self._confirmed_at_s = now_s
