"""The CPU time, user and system, that processes have used, those of their children that have ended included."""

import psutil
from msgspec import Struct


class Reading(Struct, frozen=True):
    """Seconds since the processes began."""

    server_s: float
    database_s: float

    def since(self, earlier: "Reading") -> "Reading":
        return Reading(self.server_s - earlier.server_s, self.database_s - earlier.database_s)


class Meter:
    """Of an HTTP server, and of a PostgreSQL with all its processes: backends, writers, vacuum."""

    def __init__(self, *, server_pid: int, postgres_pid: int) -> None:
        self._server = psutil.Process(server_pid)
        self._postgres = psutil.Process(postgres_pid)

    def read(self) -> Reading:
        return Reading(_used_s(self._server), family_s(self._postgres))


def family_s(process: psutil.Process) -> float:
    """Of a process with all that it has started."""
    return _used_s(process) + sum(map(_used_s, _living(process)))


def _living(process: psutil.Process) -> list[psutil.Process]:
    return process.children(recursive=True)


def _used_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # it has ended, and its parent counts it among its children from now on
        return 0.0
    return times.user + times.system + times.children_user + times.children_system
