"""How often somebody may try a password: five times a minute for an account from an address, counted in Valkey."""

import hashlib

import redis.asyncio as redis
from msgspec import Struct

MOST = 5
WINDOW_S = 60


class Tried(Struct, frozen=True):
    """`left` is negative when this try is one too many; then the next may follow in `wait_s`."""

    left: int
    wait_s: int


class Tries:
    def __init__(self, broker: redis.Redis) -> None:
        self._broker = broker

    async def spend(self, email: str, address: str) -> Tried:
        """One of those that are left; the window begins with the first."""
        key = _key(email, address)
        async with self._broker.pipeline(transaction=True) as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, WINDOW_S, nx=True)
            pipeline.ttl(key)
            spent, _, left_s = await pipeline.execute()
        return Tried(MOST - spent, max(left_s, 1))

    async def forgive(self, email: str, address: str) -> None:
        """After the right password all of them are there again."""
        await self._broker.delete(_key(email, address))


def _key(email: str, address: str) -> str:
    digest = hashlib.sha256(f"{email.lower()}\n{address}".encode()).hexdigest()
    return f"bpo:login:{digest}"
