"""A small proxy as stands before real installations: each connection goes to one that is ready, in turn."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

import httpx

LOOK_S = 0.2


class Proxy:
    def __init__(self, backends: Sequence[int]) -> None:
        self._backends = list(backends)
        self._ready: list[int] = []
        self._turn = count()
        self.port = 0

    async def look(self) -> None:
        """Asks every backend again and again whether it is ready."""
        async with httpx.AsyncClient(trust_env=False, timeout=2) as http:
            while True:
                found = await asyncio.gather(*(self._is_ready(http, port) for port in self._backends))
                self._ready = [port for port, is_ready in zip(self._backends, found, strict=True) if is_ready]
                await asyncio.sleep(LOOK_S)

    async def _is_ready(self, http: httpx.AsyncClient, port: int) -> bool:
        with suppress(httpx.TransportError):
            return (await http.get(f"http://127.0.0.1:{port}/readyz")).is_success
        return False

    async def pass_on(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            backend, to_backend = await self._connect()
            async with asyncio.TaskGroup() as group:
                group.create_task(_copy(client, to_backend))
                group.create_task(_copy(backend, to_client))
        finally:
            to_client.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """To one that is ready; when it refuses, to another."""
        while True:
            ready = self._ready or self._backends
            with suppress(ConnectionError):
                return await asyncio.open_connection("127.0.0.1", ready[next(self._turn) % len(ready)])
            await asyncio.sleep(LOOK_S)


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """To the end of what is sent; the other side learns of the end."""
    with suppress(ConnectionError):
        while piece := await source.read(65_536):
            sink.write(piece)
            await sink.drain()
    sink.close()


@asynccontextmanager
async def proxy(backends: Sequence[int]) -> AsyncIterator[Proxy]:
    opened = Proxy(backends)
    looking = asyncio.create_task(opened.look())
    server = await asyncio.start_server(opened.pass_on, "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    try:
        yield opened
    finally:
        looking.cancel()
        server.close()
