"""The load client, a process of its own: reads a `Load` from standard input, says `begin`, then its `Tally` as JSON.

Lean on purpose, over asyncio protocols: client libraries cost more than the servers that are measured, and share their
cores.
"""

import asyncio
import sys
import time

import msgspec
import uvloop
from msgspec import Struct

from ..errors import CommandError
from .errands import AnyErrand, Errand


class Load(Struct, frozen=True):
    """One connection for each errand, kept open, with one request under way; `mark` is new in every round."""

    host: str
    port: int
    errands: list[AnyErrand]
    mark: str
    warm_up_s: float
    seconds: float


class Tally(Struct, frozen=True):
    """What was finished between `begin` and the end; times of single requests at their median and 99th percentile."""

    units: int
    seconds: float
    cpu_s: float
    p50_ms: float
    p99_ms: float


class Count:
    """Of all connections together."""

    def __init__(self) -> None:
        self.units = 0
        self.times_s: list[float] = []
        self.is_over = False
        self.began_s, self.began_cpu_s = time.perf_counter(), time.process_time()

    def tally(self) -> Tally:
        times_ms = sorted(1000 * taken_s for taken_s in self.times_s) or [0.0]
        return Tally(
            units=self.units,
            seconds=time.perf_counter() - self.began_s,
            cpu_s=time.process_time() - self.began_cpu_s,
            p50_ms=times_ms[len(times_ms) // 2],
            p99_ms=times_ms[len(times_ms) * 99 // 100],
        )


class Connection(asyncio.Protocol):
    """Sends the errand's requests one after the other until the count is over."""

    def __init__(self, errand: Errand, count: list[Count], ended: asyncio.Future[None]) -> None:
        self._errand = errand
        self._count = count
        self._ended = ended
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._send(self._errand.first())

    def data_received(self, data: bytes) -> None:
        self._received += data
        body_at = self._received.find(b"\r\n\r\n") + 4
        if body_at < 4:  # noqa: PLR2004 - not found
            return
        length_at = self._received.index(b"content-length: ") + 16
        length = int(self._received[length_at : self._received.index(b"\r", length_at)])
        if len(self._received) < body_at + length:
            return
        answer, self._received = self._received, b""
        try:
            self._answered(int(answer[9:12]), answer[body_at:])
        except CommandError as fault:
            self._end(fault)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(CommandError(f"the server closed a connection: {exc}"))

    def _send(self, request: bytes) -> None:
        self._sent_s = time.perf_counter()
        self._transport.write(request)

    def _answered(self, status: int, body: bytes) -> None:
        count = self._count[-1]
        units, request = self._errand.next(status, body)
        count.units += units
        count.times_s.append(time.perf_counter() - self._sent_s)
        if count.is_over and units:
            self._end()
        else:
            self._send(request)

    def _end(self, fault: CommandError | None = None) -> None:
        if not self._ended.done():
            self._ended.set_exception(fault) if fault else self._ended.set_result(None)
            self._transport.close()


async def run(load: Load) -> None:
    loop = asyncio.get_running_loop()
    counts = [Count()]
    ends = []
    for nth, errand in enumerate(load.errands):
        ended = loop.create_future()
        ends.append(ended)
        protocol = Connection(errand.errand(f"{load.mark}-{nth:03d}"), counts, ended)
        await loop.create_connection(lambda protocol=protocol: protocol, load.host, load.port)  # type: ignore[misc]
    all_ended = asyncio.gather(*ends)
    await _unless_ended(all_ended, load.warm_up_s)
    print("begin", flush=True)  # noqa: T201
    counts.append(Count())
    await _unless_ended(all_ended, load.seconds)
    print(msgspec.json.encode(counts[-1].tally()).decode(), flush=True)  # noqa: T201
    counts[-1].is_over = True
    await all_ended


async def _unless_ended(all_ended: "asyncio.Future[list[None]]", seconds: float) -> None:
    """Sleeps; raises what went wrong meanwhile."""
    await asyncio.wait([all_ended], timeout=seconds)
    if all_ended.done():
        all_ended.result()


if __name__ == "__main__":
    try:
        uvloop.run(run(msgspec.json.decode(sys.stdin.buffer.read(), type=Load)))
    except CommandError as stopped:
        sys.exit(f"load: {stopped}")
