"""What the processes of an installation use while something goes on: CPU time, and the most memory."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress

import psutil
from msgspec import Struct

from .cpu import family_s

EVERY_S = 0.1
MIB = 1024 * 1024


class Usage(Struct, frozen=True):
    """Memory is the largest resident size of one process, seen every tenth of a second."""

    api_s: float
    worker_s: float
    database_s: float
    api_peak_mib: float
    worker_peak_mib: float


class Watch:
    """Over the programs `api`, `worker` and `postgresql`, with all their processes."""

    def __init__(self, pids: Mapping[str, int | None]) -> None:
        self._pids = pids
        self._began: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self._peaks = {"api": 0, "worker": 0}

    @asynccontextmanager
    async def watching(self) -> AsyncIterator["Watch"]:
        self._peaks = dict.fromkeys(self._peaks, 0)
        self._began = self._cpu()
        looking = asyncio.create_task(self._look())
        try:
            yield self
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking
            self._ended = self._cpu()

    def usage(self) -> Usage:
        """Of the time that has been watched."""
        used = {name: self._ended[name] - began for name, began in self._began.items()}
        peaks = {name: peak / MIB for name, peak in self._peaks.items()}
        return Usage(used["api"], used["worker"], used["postgresql"], peaks["api"], peaks["worker"])

    async def _look(self) -> None:
        while True:
            for name, peak in self._peaks.items():
                self._peaks[name] = max(peak, *self._sizes(name))
            await asyncio.sleep(EVERY_S)

    def _sizes(self, name: str) -> Iterator[int]:
        process = self._process(name)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                yield each.memory_info().rss

    def _cpu(self) -> dict[str, float]:
        return {name: family_s(self._process(name)) for name in ("api", "worker", "postgresql")}

    def _process(self, name: str) -> psutil.Process:
        return psutil.Process(self._pids[name])
