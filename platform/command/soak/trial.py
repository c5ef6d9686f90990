"""One soak from beginning to end: stage, load, storm, calm, verdict."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tenants.settings import Settings

from ..address import free_port
from ..demo.client import Client
from ..terminal import note
from .book import Book, Pulse, together
from .caller import Caller, new_http
from .clients import Clients
from .figures import Figures
from .floor import Floor, Shift
from .recovery import Recovery
from .site import Site
from .stage import Stage, set_stage
from .storm import Storm
from .verdict import slow, violations

FLOORS = 2
PAUSE_S = 0.4
STUCK_AFTER_S = 60.0
LOOK_AGAIN_S = 0.5


class Trial:
    def __init__(self, seconds: float, seed: int, folder: Path) -> None:
        self._seconds = seconds
        self._seed = seed
        self._folder = folder
        self._book = Book()
        self._pulse = Pulse()
        self._began_s = time.monotonic()

    async def hold(self) -> Figures:
        host = Settings().host
        settings = Settings(
            data_dir=self._folder / "var", host=host, port=free_port(host), admin_key=secrets.token_urlsafe(32)
        )
        async with Site.open(settings, self._seed, self._folder) as site, new_http(site.base_url) as http:
            stage = await set_stage(Client(http, settings.admin_key))
            async with self._floors(site, stage) as floors:
                return await self._hold(site, stage, http, floors)

    async def _hold(self, site: Site, stage: Stage, http: httpx.AsyncClient, floors: Sequence[Floor]) -> Figures:
        slug, key = next(iter(stage.clients.items()))
        canaries = Book()  # of its own: nobody else changes them
        recovery = Recovery(Caller(http, key, canaries, self._pulse), slug, canaries, site.truth)
        clients = Clients(http, stage, self._seed, self._book, self._pulse, pause_s=PAUSE_S)
        storm = Storm(site, recovery, self._tell)
        beating = asyncio.create_task(self._pulse.beat())
        async with asyncio.TaskGroup() as group:
            group.create_task(clients.work())
            self._began_s = time.monotonic()
            await storm.rage(self._seconds)
            clients.end()
        for floor in floors:
            await floor.finish()
        await recovery.end()
        await self._drain(site)
        beating.cancel()
        book = together([self._book, canaries, *(await asyncio.gather(*(floor.end() for floor in floors)))])
        return Figures(
            seconds=self._seconds,
            seed=self._seed,
            items=len(book.accepted),
            completions=len(book.completed),
            faults=dict(storm.damage.faults),
            longest_pause_s=book.longest_pause_s,
            recovery_s=storm.damage.recovery_s,
            slow=slow(storm.damage.recovery_s),
            violations=await violations(book, site.truth),
        )

    @asynccontextmanager
    async def _floors(self, site: Site, stage: Stage) -> AsyncIterator[Sequence[Floor]]:
        environ = site.installation.settings.for_child()
        try:
            for number in range(FLOORS):
                shift = Shift(site.base_url, stage.operators[number::FLOORS], self._seed + number)
                site.floors.append(await Floor.open(shift, environ))
            yield site.floors
        finally:
            for floor in site.floors:
                floor.kill()

    async def _drain(self, site: Site) -> None:
        """Until nothing is open, or nothing moves any more, which the verdict will say."""
        moved_s, before = time.monotonic(), await site.truth.open_if_there()
        while before != {} and time.monotonic() - moved_s < STUCK_AFTER_S:
            await asyncio.sleep(LOOK_AGAIN_S)
            if (now := await site.truth.open_if_there()) != before:
                moved_s, before = time.monotonic(), now

    def _tell(self, fault: str, recovered_s: float) -> None:
        far = f"{time.monotonic() - self._began_s:6.0f} s  {len(self._book.accepted):6,} items"
        note(f"{far}  work goes on {recovered_s:4.1f} s after {fault}")
