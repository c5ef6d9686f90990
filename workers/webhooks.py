"""Delivers what waits for webhooks: of one subject one message after the other, of many as many at once as there is
room for.

In the scheduler's event loop, not by an actor: Dramatiq's threads serve all queues of a worker, so that eight slow
receivers would keep every automation waiting. Here one that is slow costs a socket. Any number of these may run.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable
from datetime import datetime

import structlog

from tasks.webhooks import attempts
from tasks.webhooks.attempts import Waiting
from tasks.webhooks.signing import headers
from tenants.database import Database

from .finding import Finder
from .webhooks_sending import Sender

POLL_S = 0.25
LEAST_PAUSE_S = 0.01
MOST_AT_ONCE = 256
MOST_OF_ONE = 16
"""Attempts under way to one webhook, so that one that is slow leaves room for the others."""
LOOKED_AT_OF_ONE = 4 * MOST_OF_ONE
"""Messages, of which several may be of one subject."""

log = structlog.get_logger()


class Deliverer:
    """`draw` gives numbers from 0 to 1, by which retries are spread."""

    def __init__(
        self,
        db: Database,
        finder: Finder,
        sender: Sender,
        clock: Callable[[], datetime],
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._finder = finder
        self._sender = sender
        self._clock = clock
        self._draw = draw
        self._under_way: set[Waiting] = set()
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; raises what an outage raises."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._ended.clear()
                there_is_more = await self.begin_due(group)
                await self._pause(there_is_more)

    async def begin_due(self, group: asyncio.TaskGroup) -> bool:
        """One look at what is due, delivered by tasks of the group; whether some of it found no room."""
        there_is_more = False
        for waiting in await self._finder.due_deliveries(self._clock(), LOOKED_AT_OF_ONE):
            if self._has_room_for(waiting):
                self._under_way.add(waiting)
                group.create_task(self._deliver(waiting))
            else:
                there_is_more = True
        return there_is_more

    async def _pause(self, there_is_more: bool) -> None:
        """Until the next look; where there is more, no longer than until there is room."""
        if not there_is_more:
            await asyncio.sleep(POLL_S)
            return
        await asyncio.sleep(LEAST_PAUSE_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), POLL_S)

    def _has_room_for(self, waiting: Waiting) -> bool:
        of_one = sum(each.webhook_id == waiting.webhook_id for each in self._under_way)
        return waiting not in self._under_way and of_one < MOST_OF_ONE and len(self._under_way) < MOST_AT_ONCE

    async def _deliver(self, waiting: Waiting) -> None:
        """Until nothing of the subject is due. What fails here is found again when its time is over."""
        try:
            while await self._attempt(waiting):
                pass
        except Exception:
            log.exception("a webhook's message could not be dealt with", webhook=str(waiting.webhook_id))
        finally:
            self._under_way.discard(waiting)
            self._ended.set()

    async def _attempt(self, waiting: Waiting) -> bool:
        """Whether there was a message, and it arrived."""
        attempt = await attempts.begin(self._db, waiting, self._clock())
        if attempt is None:
            return False
        signed = headers(str(attempt.id), attempt.secrets, attempt.body, self._clock())
        outcome = await self._sender.send(attempt.url, signed, attempt.body)
        await attempts.end(self._db, attempt, outcome, self._clock(), self._draw())
        return outcome.error is None
