"""The same items by bulk requests and by files, one way after the other, on a whole installation of its own: API,
worker and scheduler, with fsync on. What each costs is read from its processes."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from msgspec import Struct

from tenants.settings import Settings

from ..address import free_port
from ..demo.client import Client
from ..errors import CommandError
from ..installation import Installation
from ..terminal import complain, note
from .contest import HOST
from .crates import csv_lines, ndjson_lines
from .errands import BULK, NDJSON
from .floor import Floor, open_floor
from .stage import folder
from .usage import Usage, Watch

AT_ONCE = 5_000
LOOK_EVERY_S = 0.25
TIMEOUT_S = 600.0


class Passage(Struct, frozen=True):
    """What one way took for so many rows."""

    name: str
    rows: int
    seconds: float
    usage: Usage


class ImportState(Struct, frozen=True):
    state: str
    accepted: int


@dataclass(frozen=True)
class Dock:
    """Where the items are delivered."""

    http: httpx.AsyncClient
    client: Client
    watch: Watch
    folder: Path

    async def bulk(self, rows: int) -> None:
        lines = ndjson_lines(rows)
        for sent in range(0, rows, AT_ONCE):
            body = b"".join(next(lines) for _ in range(min(AT_ONCE, rows - sent)))
            answer = await self._post(BULK, body, NDJSON)
            if not answer.content.startswith(b'{"accepted":%d,"rejected":0,' % min(AT_ONCE, rows - sent)):
                raise CommandError(f"POST {BULK}: {answer.text[:300]}")

    async def file(self, rows: int, *, lines: Callable[[int], Iterator[bytes]], media_type: str) -> None:
        path = self.folder / "rows"
        with path.open("wb") as file:
            file.writelines(lines(rows))
        answer = await self._post("/v1/imports?type=order", pieces(path), media_type)
        ended = await self._ended(answer.json()["id"])
        if (ended.state, ended.accepted) != ("finished", rows):
            raise CommandError(f"of {rows} rows of a file {ended.accepted} were accepted: it has {ended.state}.")

    async def _post(self, path: str, content: bytes | AsyncIterator[bytes], media_type: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.client.key}", "Content-Type": media_type}
        answer = await self.http.post(path, content=content, headers=headers)
        if answer.is_error:
            raise CommandError(f"POST {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def _ended(self, import_id: str) -> ImportState:
        while True:
            now = await self.client.get(f"/v1/imports/{import_id}", ImportState)
            if now.state != "running":
                return now
            await asyncio.sleep(LOOK_EVERY_S)


async def deliver_all(rows: int) -> list[Passage]:
    """Every way with a tenth of the rows, then with all of them: memory that does not grow is the same in both."""
    async with _dock() as dock:
        ways: dict[str, Callable[[int], Awaitable[None]]] = {
            f"bulk, {AT_ONCE:,} a request": dock.bulk,
            "import of NDJSON": partial(dock.file, lines=ndjson_lines, media_type=NDJSON),
            "import of CSV": partial(dock.file, lines=csv_lines, media_type="text/csv"),
        }
        return [await _passage(dock, name, way, each) for each in (rows // 10, rows) for name, way in ways.items()]


async def _passage(dock: Dock, name: str, way: Callable[[int], Awaitable[None]], rows: int) -> Passage:
    complain(f"{rows:,} items by {name} ...")
    async with dock.watch.watching() as watched:
        began_s = time.perf_counter()
        await way(rows)
        seconds = time.perf_counter() - began_s
    return Passage(name, rows, seconds, watched.usage())


@asynccontextmanager
async def _dock() -> AsyncIterator[Dock]:
    with folder() as place:
        settings = Settings(
            data_dir=place / "data", host=HOST, port=free_port(HOST), admin_key="admin-key-of-the-benchmark"
        )
        async with (
            Installation.open(settings, note) as installation,
            httpx.AsyncClient(base_url=f"http://{HOST}:{settings.port}", timeout=TIMEOUT_S) as http,
        ):
            await installation.start()
            floor: Floor = await open_floor(Client(http, settings.admin_key), "trader", tenants=1, desks=1, operators=0)
            yield Dock(http, Client(http, floor.tenants[0].key), Watch(installation.supervisor.pids), place)


async def pieces(path: Path) -> AsyncIterator[bytes]:
    """The file in parts, as a client would send one that is larger than its memory."""
    with path.open("rb") as file:
        while piece := file.read(256 * 1024):
            yield piece
