"""When a server behind is away: 503 with Retry-After, in the key look-up, too; and all is well when it is back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from litestar import Litestar

from api.app import create_app
from tenants.settings import Settings
from tests.conftest import ADMIN_KEY

pytestmark = pytest.mark.anyio


class Gate:
    """Stands between the API and PostgreSQL; while it is shut, nobody gets through and nobody stays."""

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._behind)
        self._open |= {writer, inner_writer}
        await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def socket_of(url: str) -> str:
    """The socket that PostgreSQL listens on."""
    (folder,) = parse_qs(urlsplit(url).query)["host"]
    (found,) = Path(folder).glob(".s.PGSQL.*[0-9]")
    return str(found)


def speaking_to(app: Litestar) -> httpx.AsyncClient:
    """A client of an application in this process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(cast(Any, app)), base_url="http://api")


@pytest.fixture
async def gate(settings: Settings) -> AsyncIterator[Gate]:
    gate = Gate(socket_of(settings.database_url))
    await gate.open()
    yield gate
    await gate.shut()


@pytest.fixture
async def client(settings: Settings, gate: Gate) -> AsyncIterator[httpx.AsyncClient]:
    """An application of its own, in this process, that reaches its database through the gate."""
    url = urlsplit(settings.database_url)
    through = url._replace(netloc=f"{url.netloc}127.0.0.1:{gate.port}", query="").geturl()
    app = create_app(replace(settings, database_url=through))
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=httpx.ASGITransport(cast(Any, app)), base_url="http://api") as client,
    ):
        client.headers["authorization"] = f"Bearer {ADMIN_KEY}"
        yield client


async def test_a_database_that_is_away_is_503_until_it_is_back(client: httpx.AsyncClient, gate: Gate) -> None:
    """§1 503 when a server behind is away, also in the key look-up (never 500 or 401 then): nothing was done, or it
    was done whole; ask again.

    §1 429 and 503 carry `Retry-After`"""
    assert (await client.get("/v1/me")).status_code == 200
    await gate.shut()
    for method, path in (("GET", "/v1/me"), ("GET", "/v1/queues"), ("POST", "/v1/tenants")):
        answer = await client.request(method, path)
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "urn:bpo:unavailable"
        assert answer.headers["retry-after"]
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["database"], ready.json()["broker"]) == (503, "away", "ok")
    assert (await client.get("/healthz")).status_code == 200
    await gate.open()
    for path in ("/v1/me", "/v1/queues", "/readyz"):
        answers = [(await client.get(path)).status_code for _ in range(3)]
        assert answers[-1] == 200
        assert set(answers) <= {200, 503}


async def test_a_broker_that_is_away_keeps_the_server_from_being_ready(settings: Settings) -> None:
    """§2 `GET /readyz` 200 when database, broker and migrations are ready, else 503"""
    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1"))
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=httpx.ASGITransport(cast(Any, app)), base_url="http://api") as client,
    ):
        answer = await client.get("/readyz")
        watching = await client.get("/v1/events", headers={"authorization": f"Bearer {ADMIN_KEY}"})
    assert (answer.status_code, answer.json()["broker"]) == (503, "away")
    assert (watching.status_code, watching.headers["retry-after"]) == (503, "1")
