"""The processes that run the engine: one for each thread of the worker, bounded in memory and time, and replaced when
it dies. What befalls a child is an exception here, and nothing else.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from rules.patterns import Program

Found = list[list[int]]
"""For every match the number of its rule, then its items in the order of the rule's members."""

MEMORY_BYTES = 1 << 30
TIME_LIMIT_S = 5.0
LONGEST_ANSWER_BYTES = 64 << 20
PROGRAM = ("-P", "-m", "workers.patterns.child")


class ChildDied(Exception):
    """The engine's process came to no answer."""


class Child:
    """Started when it is first asked."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._memory_bytes = memory_bytes
        self._time_limit_s = time_limit_s
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """None before it is first asked, and when it has ended."""
        return self._process.pid if self._process else None

    async def ask(self, program: Program) -> Found:
        """What the engine finds. Raises ChildDied."""
        try:
            async with asyncio.timeout(self._time_limit_s):
                return await self._ask(program)
        except TimeoutError:
            await self.end()
            raise ChildDied(f"the engine gave no answer within {self._time_limit_s:g} s") from None
        except (OSError, ValueError) as fault:  # a closed pipe, or an answer that is none
            status = await self.end()
            raise ChildDied(f"the engine's process ended with {status}") from fault
        except asyncio.CancelledError:  # it would answer the next question with this one's answer
            await self.end()
            raise

    async def _ask(self, program: Program) -> Found:
        asking, answering = await self._pipes()
        asked = {"rules": program.rules, "turns": program.turns}
        asking.write(json.dumps(asked, separators=(",", ":")).encode() + b"\n")
        await asking.drain()
        found: Found = json.loads(await answering.readline())
        return found

    async def _pipes(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        """To and from its process, which is started where none runs."""
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *PROGRAM,
                str(self._memory_bytes),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_ANSWER_BYTES,
            )
        if process.stdin is None or process.stdout is None:
            raise OSError("the engine's process has no pipes")
        return process.stdin, process.stdout

    async def end(self) -> int | None:
        """Its status; None where none runs."""
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(ProcessLookupError):
            process.kill()
        return await process.wait()


class Children:
    """As many as may be asked at once."""

    def __init__(self, count: int, *, memory_bytes: int = MEMORY_BYTES, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._all = [Child(memory_bytes, time_limit_s) for _ in range(count)]
        self._free: asyncio.LifoQueue[Child] = asyncio.LifoQueue()
        for child in self._all:
            self._free.put_nowait(child)

    async def ask(self, program: Program) -> Found:
        """Raises ChildDied. Nothing to look at needs no engine."""
        if not program.turns:
            return []
        async with self._one() as child:
            return await child.ask(program)

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[Child]:
        child = await self._free.get()
        try:
            yield child
        finally:
            self._free.put_nowait(child)

    async def close(self) -> None:
        for child in self._all:
            await child.end()
