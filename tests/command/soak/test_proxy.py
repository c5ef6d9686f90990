"""The proxy passes everything on, and breaks off in the middle: half of the words, half of the answers."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from command.soak.proxy import Proxy

LONG = b"x" * 1_000_000 + b"\n"


class Echo:
    """A server that answers each line with itself, and keeps what it has heard."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError):
            while line := await reader.readline():
                self.heard.append(line)
                writer.write(line)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def before(echo: Echo) -> AsyncIterator[tuple[Proxy, int]]:
    """A proxy before the server, and its port."""
    async with await asyncio.start_server(echo.serve, "127.0.0.1", 0, limit=1 << 22) as server:
        port = server.sockets[0].getsockname()[1]
        proxy = Proxy(lambda: asyncio.open_connection("127.0.0.1", port))
        async with await asyncio.start_server(proxy.serve, "127.0.0.1", 0) as front:
            yield proxy, front.sockets[0].getsockname()[1]
    await asyncio.sleep(0.05)  # both sides of the last connection hear of its end


async def asked(port: int, line: bytes) -> bytes | None:
    """The answer; None where the connection broke off instead."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    try:
        writer.write(line)
        return await reader.readline() or None
    except ConnectionError:
        return None
    finally:
        writer.close()


@pytest.mark.parametrize("line", [b"hello\n", LONG], ids=["short", "long"])
async def test_what_is_said_and_answered_arrives_whole(line: bytes) -> None:
    echo = Echo()
    async with before(echo) as (_, port):
        assert await asked(port, line) == line
    assert echo.heard == [line]


async def test_of_the_exchanges_that_are_cut_half_lose_the_words_and_half_the_answer() -> None:
    echo = Echo()
    async with before(echo) as (proxy, port):
        cutting = asyncio.create_task(proxy.cut(4))
        await asyncio.sleep(0)
        answers = [await asked(port, f"{number}\n".encode()) for number in range(6)]
        await cutting
    assert answers == [None, None, None, None, b"4\n", b"5\n"]
    assert echo.heard == [b"0\n", b"2\n", b"4\n", b"5\n"]


async def test_nobody_is_cut_off_any_more_when_the_time_is_over() -> None:
    async with before(Echo()) as (proxy, port):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(proxy.cut(1), 0.05)
        assert await asked(port, b"hello\n") == b"hello\n"


async def test_a_server_that_is_away_is_a_connection_that_breaks_off() -> None:
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0) as server:
        free = server.sockets[0].getsockname()[1]
    proxy = Proxy(lambda: asyncio.open_connection("127.0.0.1", free))
    async with await asyncio.start_server(proxy.serve, "127.0.0.1", 0) as front:
        assert await asked(front.sockets[0].getsockname()[1], b"hello\n") is None
