"""Waits for what others bring about, by looking again and again."""

import asyncio
from collections.abc import Awaitable, Callable

LOOK_AGAIN_S = 0.1


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await is_so():
            return
        await asyncio.sleep(LOOK_AGAIN_S)
