"""The launcher's end of the guardian: starts it, starts it again when it dies, and tells it what runs."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from signal import Signals

GUARDIAN = Path(__file__).with_name("guardian.py")


class Guard:
    """While it is open, what it was told of ends with this process, however this process ends."""

    def __init__(self, *, keep_open: Sequence[int] = (), remove: Sequence[Path] = ()) -> None:
        self._keep_open = tuple(keep_open)
        self._remove = tuple(remove)
        self._running: dict[int, Signals] = {}
        self._pipe: int | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Starts the guardian."""
        guardian = await self._start()
        self._keeping = asyncio.create_task(self._keep(guardian))

    def running(self, pid: int, stop_signal: Signals) -> None:
        """Ends `pid`, and the process group that it leads, when this process is gone."""
        self._running[pid] = stop_signal
        self._tell(f"run {pid} {int(stop_signal)}")

    def ended(self, pid: int) -> None:
        """Forgets `pid`, which another process may have from now on."""
        self._running.pop(pid, None)
        self._tell(f"ended {pid}")

    async def close(self) -> None:
        """Lets the guardian end whatever still runs, and waits for it."""
        self._hang_up()
        if self._keeping is not None:
            await self._keeping

    async def _start(self) -> asyncio.subprocess.Process:
        inlet, self._pipe = os.pipe()
        try:
            argv = (sys.executable, "-I", "-S", str(GUARDIAN))
            guardian = await asyncio.create_subprocess_exec(
                *argv, stdin=inlet, pass_fds=self._keep_open, start_new_session=True
            )
        finally:
            os.close(inlet)
        for folder in self._remove:
            self._tell(f"remove {folder}")
        for pid, stop_signal in self._running.items():
            self._tell(f"run {pid} {int(stop_signal)}")
        return guardian

    async def _keep(self, guardian: asyncio.subprocess.Process) -> None:
        await guardian.wait()
        while self._pipe is not None:
            self._hang_up()
            guardian = await self._start()
            await guardian.wait()

    def _tell(self, line: str) -> None:
        if self._pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # it died this instant; the next one is told everything
                os.write(self._pipe, f"{line}\n".encode())

    def _hang_up(self) -> None:
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None
