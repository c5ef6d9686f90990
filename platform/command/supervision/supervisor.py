"""Programs that belong together: started one after the other, stopped in the opposite order."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGINT
from types import TracebackType
from typing import Self

from .child import Child
from .guard import Guard
from .program import Program
from .spawn import spawn

INTERRUPTED_ENDS_WITHIN_S = 5.0


class Supervisor:
    """While it is open its programs run; at the end `keep_open` is closed and `remove` removed, however it ends."""

    def __init__(
        self, report: Callable[[str], None], *, keep_open: Sequence[int] = (), remove: Sequence[Path] = ()
    ) -> None:
        self._report = report
        self._guard = Guard(keep_open=keep_open, remove=remove)
        self._children: list[Child] = []

    async def __aenter__(self) -> Self:
        await self._guard.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            while self._children:
                await self._children[-1].stop()
                self._children.pop()
        finally:
            await self._guard.close()

    async def start(self, program: Program) -> None:
        """Comes back when the program is ready for those that need it; raises ProgramFailed."""
        child = Child(program, self._guard, self._report)
        self._children.append(child)
        await child.start()

    async def run(self, argv: tuple[str, ...], environ: Mapping[str, str]) -> int:
        """Runs a program at this terminal to its end and gives its status; interrupts it when it is cancelled."""
        process = await spawn(argv, environ, stop_signal=SIGINT)
        self._guard.running(process.pid, SIGINT)
        try:
            return await process.wait()
        except asyncio.CancelledError:
            with suppress(ProcessLookupError, TimeoutError):
                process.send_signal(SIGINT)
                await asyncio.wait_for(process.wait(), INTERRUPTED_ENDS_WITHIN_S)
            raise
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            self._guard.ended(process.pid)

    def hurry(self) -> None:
        """Does not wait any longer for programs to end by themselves."""
        for child in self._children:
            child.kill()

    @property
    def pids(self) -> dict[str, int | None]:
        """The process id of each program."""
        return {child.program.name: child.pid for child in self._children}
