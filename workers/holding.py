"""Whoever is at something long says again and again that they live, so that another goes on soon after their death."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def holding(say: Callable[[], Awaitable[None]], every_s: float) -> AsyncIterator[None]:
    """It ends between two words: one that is cut off in the middle costs its connection."""
    done = asyncio.Event()
    saying = asyncio.create_task(_say(say, every_s, done))
    try:
        yield
    finally:
        done.set()
        await asyncio.gather(saying, return_exceptions=True)


async def _say(say: Callable[[], Awaitable[None]], every_s: float, done: asyncio.Event) -> None:
    while not done.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await done.wait()
        if not done.is_set():
            await say()
