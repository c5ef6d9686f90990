"""The soak's clients and operators in this process, for so long, and until everything is done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from command.demo.client import Client
from command.soak.book import Book, Pulse
from command.soak.caller import new_http
from command.soak.clients import Clients
from command.soak.operators import Operators
from command.soak.stage import Stage, set_stage
from tests.conftest import ADMIN_KEY
from tests.faults.installation import Installation

PAUSE_S = 0.2
LOOK_AGAIN_S = 0.2


class Load:
    """`book`: what they were told."""

    def __init__(self, http: httpx.AsyncClient, stage: Stage, seed: int) -> None:
        self.book = Book()
        self._http, self._stage, self._seed = http, stage, seed
        self._pulse = Pulse()

    async def run(self, seconds: float) -> None:
        clients = Clients(self._http, self._stage, self._seed, self.book, self._pulse, pause_s=PAUSE_S)
        operators = self._operators()
        async with self._beating(), asyncio.TaskGroup() as group:
            group.create_task(clients.work())
            group.create_task(operators.work())
            await asyncio.sleep(seconds)
            clients.end()
            operators.end()

    async def work_off(self, still_open: Callable[[], Awaitable[object]], within_s: float) -> None:
        """Every operator finishes what there is until nothing is left, or the time is over."""
        operators = self._operators()
        operators.finish()
        async with self._beating(), asyncio.TaskGroup() as group:
            group.create_task(operators.work())
            for _ in range(int(within_s / LOOK_AGAIN_S)):
                if not await still_open():
                    break
                await asyncio.sleep(LOOK_AGAIN_S)
            operators.end()

    def _operators(self) -> Operators:
        return Operators(self._http, self._stage.operators, self._seed, self.book, self._pulse)

    @asynccontextmanager
    async def _beating(self) -> AsyncIterator[None]:
        beat = asyncio.create_task(self._pulse.beat())
        try:
            yield
        finally:
            beat.cancel()


@asynccontextmanager
async def stage_in(installation: Installation) -> AsyncIterator[tuple[httpx.AsyncClient, Stage]]:
    """Set, with a client to work on it."""
    async with new_http(installation.base_url) as http:
        yield http, await set_stage(Client(http, ADMIN_KEY))
