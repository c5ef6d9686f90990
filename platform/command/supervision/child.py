"""One program that is kept running: started, waited for, started again with growing pauses, stopped."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from ..errors import ProgramFailed
from .guard import Guard
from .program import Program
from .spawn import spawn

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 10.0
STEADY_AFTER_S = 10.0
"""What lived so long does not fail to start: it begins again with the first pause."""

TRIES_UNTIL_READY = 3
POLL_S = 0.05
SLOW_S = 15.0
FULL_BELOW_BYTES = 1 << 20
LARGEST_LOG_BYTES = 16 << 20


class Child:
    """Keeps `program` running between `start` and `stop`."""

    def __init__(self, program: Program, guard: Guard, report: Callable[[str], None]) -> None:
        self.program = program
        self._guard = guard
        self._report = report
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._deaths = 0

    @property
    def pid(self) -> int | None:
        """The process id of the running program."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Comes back when the program is ready; raises ProgramFailed when it keeps ending before."""
        _rotate(self.program.log)
        self._keeping = asyncio.create_task(self._keep())
        waited_s = 0.0
        while not await self._is_ready():
            if self._keeping.done():
                await self._keeping
            if self._deaths >= TRIES_UNTIL_READY:
                await self.stop()
                raise ProgramFailed(f"{self.program.name} does not start: {self._last_words()}")
            await asyncio.sleep(POLL_S)
            waited_s += POLL_S
            if waited_s >= SLOW_S:
                waited_s = 0.0
                self._report(f"still waiting for {self.program.name}: {self._last_words()}")

    async def stop(self) -> None:
        """Asks the program to end and waits; what does not end in its time, or its group, is killed."""
        self._is_stopping = True
        if self._keeping is None:
            return
        if self._process is None:
            self._keeping.cancel()
        else:
            _signal(self._process.pid, self.program.stop_signal)
            done, _ = await asyncio.wait([self._keeping], timeout=self.program.stop_timeout_s)
            if not done:
                self.kill()
        with contextlib.suppress(asyncio.CancelledError):
            await self._keeping

    def kill(self) -> None:
        """Ends the program and its group without asking; `stop` waits for it."""
        self._is_stopping = True
        if self._process is not None:
            _signal(-self._process.pid, signal.SIGKILL)

    async def _is_ready(self) -> bool:
        if self.program.is_ready is None:
            return self._process is not None or self._deaths > 0
        return self._process is not None and await self.program.is_ready()

    async def _keep(self) -> None:
        pause_s = FIRST_PAUSE_S
        clock = asyncio.get_running_loop().time
        while not self._is_stopping:
            began = clock()
            epitaph = await self._run()
            if self._is_stopping:
                return
            self._deaths += 1
            if clock() - began >= STEADY_AFTER_S:
                pause_s = FIRST_PAUSE_S
            self._report(f"{epitaph}; starting it again in {pause_s:g} s (log: {self.program.log})")
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _run(self) -> str:
        """Runs the program once and says how it ended."""
        try:
            process = await self._spawn()
        except OSError as fault:  # no room for its log, no process to be had: it may be mended meanwhile
            return f"{self.program.name} cannot be started: {fault.strerror}"
        self._process = process
        self._guard.running(process.pid, self.program.stop_signal)
        if self._is_stopping:
            _signal(process.pid, self.program.stop_signal)
        try:
            return self._epitaph(await process.wait())
        finally:
            self._process = None
            _signal(-process.pid, signal.SIGKILL)  # children that it left behind would work beside its successor's
            self._guard.ended(process.pid)

    async def _spawn(self) -> asyncio.subprocess.Process:
        program = self.program
        with program.log.open("ab") as log:
            return await spawn(
                program.argv, program.environ, account=program.account, stop_signal=program.stop_signal, output=log
            )

    def _epitaph(self, status: int) -> str:
        how = f"ended with status {status}" if status >= 0 else f"was ended by {signal.Signals(-status).name}"
        is_full = shutil.disk_usage(self.program.log.parent).free < FULL_BELOW_BYTES
        return f"{self.program.name} {how}" + (f", the disk of {self.program.log.parent} is full" if is_full else "")

    def _last_words(self) -> str:
        lines = [line for line in _tail(self.program.log).splitlines() if line.strip()]
        return f"{lines[-1].strip() if lines else 'it said nothing'} (log: {self.program.log})"


def _signal(pid: int, number: int) -> None:
    """Signals a process, or with a negative id its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _tail(log: Path, length: int = 4096) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - length))
        return file.read().decode(errors="replace")


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".1.log"))
