"""The load client, a process of its own: reads a `Load` from standard input, says `begin`, then its `Tally` as JSON.

Lean on purpose, over asyncio protocols: a client library costs as much as the servers that are measured, and shares
their cores.
"""

import asyncio
import sys
import time
from collections.abc import Coroutine
from functools import partial
from typing import Any

import msgspec
import uvloop
from msgspec import Struct

from ..errors import CommandError
from ..terminal import say
from .errands import AnyErrand, Errand
from .tally import Count


class Load(Struct, frozen=True):
    """A connection for each errand, kept open, with one request under way; `mark` is new in every round."""

    host: str
    port: int
    errands: list[AnyErrand]
    mark: str
    warm_up_s: float
    seconds: float


class Crowd:
    """All connections: what they count into, and whether they are to end with their present unit."""

    def __init__(self) -> None:
        self.count = Count()
        self.is_over = False
        self.ends: list[asyncio.Future[None]] = []
        self._finished = asyncio.Event()

    def finish(self, units: int, taken_s: float) -> None:
        self.count.add(units, taken_s)
        if units:
            self._finished.set()

    async def work(self, seconds: float) -> None:
        """Lets them work for so long and until one finishes something, so that large units are counted whole."""
        await self._unless_ended(asyncio.sleep(seconds))
        self._finished.clear()
        await self._unless_ended(self._finished.wait())

    async def _unless_ended(self, awaited: Coroutine[Any, Any, Any]) -> None:
        """Raises what ended a connection meanwhile."""
        waiting: list[asyncio.Future[Any]] = [*self.ends, asyncio.ensure_future(awaited)]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()


class Connection(asyncio.Protocol):
    """Sends an errand's requests one after the other."""

    def __init__(self, errand: Errand, crowd: Crowd) -> None:
        self._errand = errand
        self._crowd = crowd
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._received = b""
        crowd.ends.append(self._ended)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]  # asyncio gives a TCP connection both ways
        self._send(self._errand.first())

    def data_received(self, data: bytes) -> None:
        self._received += data
        body_at = body_begins(self._received)
        if body_at is None:
            return
        answer, self._received = self._received, b""
        try:
            self._answered(int(answer[9:12]), answer[body_at:])
        except CommandError as fault:
            self._end(fault)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(CommandError(f"the server closed a connection{f': {exc}' if exc else ''}"))

    def _send(self, request: bytes) -> None:
        self._sent_s = time.perf_counter()
        self._transport.write(request)

    def _answered(self, status: int, body: bytes) -> None:
        taken_s = time.perf_counter() - self._sent_s
        units, request = self._errand.next(status, body)
        self._crowd.finish(units, taken_s)
        if self._crowd.is_over and units:
            self._end()
        else:
            self._send(request)

    def _end(self, fault: CommandError | None = None) -> None:
        if not self._ended.done():
            self._ended.set_exception(fault) if fault else self._ended.set_result(None)
            self._transport.close()


def body_begins(received: bytes) -> int | None:
    """Where the body of an answer begins; None while not all of the answer is there."""
    head, separator, body = received.partition(b"\r\n\r\n")
    _, _, rest = head.partition(b"\r\ncontent-length: ")
    length = int(rest.partition(b"\r\n")[0] or 0)
    return len(head) + len(separator) if separator and len(body) >= length else None


async def run(load: Load) -> None:
    crowd = Crowd()
    for nth, errand in enumerate(load.errands):
        connection = partial(Connection, errand.errand(f"{load.mark}-{nth:03d}"), crowd)
        await asyncio.get_running_loop().create_connection(connection, load.host, load.port)
    await crowd.work(load.warm_up_s)
    crowd.count = Count()
    say("begin")
    await crowd.work(load.seconds)
    say(msgspec.json.encode(crowd.count.tally()).decode())
    crowd.is_over = True
    await asyncio.gather(*crowd.ends)


if __name__ == "__main__":
    try:
        uvloop.run(run(msgspec.json.decode(sys.stdin.buffer.read(), type=Load)))
    except CommandError as stopped:
        sys.exit(str(stopped))
