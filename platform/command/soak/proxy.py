"""Stands before a server, passes its bytes on, and breaks connections off in the middle of an exchange when told to."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

CHUNK_BYTES = 1 << 16
Connect = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]


@dataclass
class Link:
    """A client's connection and ours to the server for it."""

    client: StreamWriter
    server: StreamWriter
    is_deaf: bool = False
    """The server's next answer is not passed on, and ends the link."""

    is_cut: bool = False

    def end(self) -> None:
        for side in (self.client, self.server):
            side.transport.abort() if self.is_cut else side.close()


class Proxy:
    """Half of the cuts lose what the client says, the others what the server answers when it has done its work."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._to_cut = 0
        self._cuts = 0
        self._is_done = asyncio.Event()

    async def cut(self, number: int) -> None:
        """Breaks off the next exchanges, and comes back when so many are; cancelled: no more."""
        self._to_cut = number
        self._is_done.clear()
        try:
            await self._is_done.wait()
        finally:
            self._to_cut = 0

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """For asyncio's servers: one client's connection, until either side ends it."""
        try:
            from_server, to_server = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        link = Link(writer, to_server)
        ways = [
            asyncio.create_task(self._pass_up(reader, link)),
            asyncio.create_task(self._pass_down(from_server, link)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            link.end()
            for way in ways:
                way.cancel()

    async def _pass_up(self, reader: StreamReader, link: Link) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                if self._to_cut and not link.is_deaf:
                    link.is_cut = link.is_deaf = True
                    if self._loses_words():
                        return
                link.server.write(data)
                await link.server.drain()

    def _loses_words(self) -> bool:
        self._to_cut -= 1
        self._cuts += 1
        if not self._to_cut:
            self._is_done.set()
        return self._cuts % 2 == 0

    async def _pass_down(self, reader: StreamReader, link: Link) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                if link.is_deaf:
                    return
                link.client.write(data)
                await link.client.drain()
