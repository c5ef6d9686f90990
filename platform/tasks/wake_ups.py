"""Tells the relay that the outbox has messages. Only a hint: the relay looks by itself, too."""

import asyncio
from typing import Any

import redis.asyncio as redis
import structlog

OUTBOX = "outbox"

log = structlog.get_logger()


class WakeUps:
    """Rings at most once at a time; a ring that comes meanwhile is heard with the next."""

    def __init__(self, broker: redis.Redis) -> None:
        self._broker = broker
        self._ringing: asyncio.Task[None] | None = None
        self._again = False

    def ring(self) -> None:
        """To be called after the commit."""
        self._again = True
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring())

    async def close(self) -> None:
        """Lets the last ring be heard, then closes the broker's connections."""
        if self._ringing is not None:
            await self._ringing
        await self._broker.aclose()

    async def _ring(self) -> None:
        while self._again:
            self._again = False
            try:
                await self._broker.publish(channel(self._broker, OUTBOX), b"")
            except redis.RedisError as error:
                log.warning("the relay was not woken; it looks by itself", error=str(error))


def channel(broker: redis.Redis | Any, name: str) -> str:
    """Its name with that of the client's database: channels are the whole server's, and so may be several cells'."""
    return f"bpo:{broker.connection_pool.connection_kwargs.get('db', 0)}:{name}"
