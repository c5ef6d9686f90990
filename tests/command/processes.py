"""Processes as the kernel shows them: who descends from whom, and who is still there."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

Process = tuple[int, str]
"""A process id and the time that it started, since ids are used again."""


def descendants(pid: int) -> set[Process]:
    """Every process that a process started, or that one of those started."""
    parents = {child: parent for child, parent, _ in _all()}
    found = {process for process, _, _ in _all() if pid in _line(process, parents)}
    return {(process, began) for process, _, began in _all() if process in found}


def alive(processes: Iterable[Process]) -> set[Process]:
    """Those that have not ended."""
    return set(processes) & {(process, began) for process, _, began in _all()}


def arguments_of(process: Process) -> str:
    """The command line, or nothing when it has ended."""
    try:
        return Path(f"/proc/{process[0]}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def kill(pid: int) -> None:
    """As the kernel's out-of-memory killer would."""
    os.kill(pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], *, within_s: float) -> bool:
    """Whether it came to be so in time. Looks less and less often, so that others have time to make it so."""
    deadline, pause_s = time.monotonic() + within_s, 0.05
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.2, 0.4)
    return True


async def until(is_so: Callable[[], bool]) -> None:
    """Comes back when it is so, or raises TimeoutError."""
    if not await asyncio.to_thread(wait_until, is_so, within_s=60):
        raise TimeoutError


def _line(pid: int, parents: dict[int, int]) -> set[int]:
    line: set[int] = set()
    while pid in parents and parents[pid] not in line:
        pid = parents[pid]
        line.add(pid)
    return line


def _all() -> list[tuple[int, int, str]]:
    return [row for entry in Path("/proc").iterdir() if entry.name.isdigit() for row in _read(entry)]


def _read(entry: Path) -> list[tuple[int, int, str]]:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else [(int(entry.name), int(fields[1]), fields[19])]
