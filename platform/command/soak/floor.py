"""Operators in a process of their own, which can be stopped as a whole, like a machine that is suspended.

`python -m command.soak.floor` is told in lines on its standard input: who works where, then an empty line when they are
to finish what there is; at the end of the input they stop, and what they were told is written as JSON.
"""

import asyncio
import sys
from contextlib import suppress
from signal import SIGKILL

import msgspec
from msgspec import Struct

from ..supervision.spawn import leashed
from .book import Book, Pulse
from .caller import new_http
from .operators import Operators

ENDS_WITHIN_S = 90.0


class Shift(Struct, frozen=True):
    """`keys`: of the operators."""

    base_url: str
    keys: list[str]
    seed: int


class Floor:
    """The handle of such a process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def open(cls, shift: Shift, environ: dict[str, str]) -> "Floor":
        argv = (sys.executable, "-P", "-m", "command.soak.floor")
        process = await asyncio.create_subprocess_exec(
            *leashed(argv, SIGKILL, None),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environ,
            start_new_session=True,
            limit=1 << 30,
        )
        floor = cls(process)
        await floor._tell(msgspec.json.encode(shift))
        return floor

    @property
    def pid(self) -> int:
        return self._process.pid

    async def finish(self) -> None:
        """Everybody completes what they get from now on."""
        await self._tell(b"")

    async def end(self) -> Book:
        """What the operators were told. Raises TimeoutError where they do not end."""
        said, _ = await asyncio.wait_for(self._process.communicate(b""), ENDS_WITHIN_S)
        return msgspec.json.decode(said, type=Book)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def _tell(self, line: bytes) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(line + b"\n")
            await self._process.stdin.drain()


async def _work() -> None:
    shift = msgspec.json.decode(await asyncio.to_thread(sys.stdin.readline), type=Shift)
    book, pulse = Book(), Pulse()
    async with new_http(shift.base_url) as http:
        beating = asyncio.create_task(pulse.beat())
        operators = Operators(http, shift.keys, shift.seed, book, pulse)
        working = asyncio.create_task(operators.work())
        await asyncio.to_thread(sys.stdin.readline)
        operators.finish()
        await asyncio.to_thread(sys.stdin.read)
        operators.end()
        await working
        beating.cancel()
    sys.stdout.buffer.write(msgspec.json.encode(book))


if __name__ == "__main__":
    asyncio.run(_work())
