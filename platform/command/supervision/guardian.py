"""Outlives the launcher by seconds and ends what a killed launcher left: guardian.py, told through its standard input.

Lines `run PID SIGNAL`, `ended PID`, `remove FOLDER`; the end of the input means that the launcher is gone. It inherits
the lock of the data directory, so that nobody else starts there before everything has ended. Standard library alone.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE_S = 8.0
PAUSE_S = 0.05


def main(lines: Iterable[str]) -> None:
    """Listens until the input ends, then asks every program to stop, and after a while does not ask any more."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    running, folders = _listen(lines)
    for pid, stop in running.items():
        _signal(pid, stop)
    deadline = time.monotonic() + PATIENCE_S
    while any(_is_alive(pid) for pid in running) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    for pid in running:  # each leads a process group of its own; what is left of it goes now
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _listen(lines: Iterable[str]) -> tuple[dict[int, int], list[str]]:
    running: dict[int, int] = {}
    folders: list[str] = []
    for line in lines:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "run":
            pid, stop = rest.split()
            running[int(pid)] = int(stop)
        elif word == "ended":
            running.pop(int(rest), None)
        elif word == "remove":
            folders.append(rest)
    return running, folders


def _signal(pid: int, stop: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, stop)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another's by now
        return False
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # no Linux, or gone this instant
        return sys.platform != "linux"


if __name__ == "__main__":
    main(sys.stdin)
