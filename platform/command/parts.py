"""`bpo worker`, `bpo patterns`, `bpo scheduler`: one part alone in the foreground, as the launcher and other machines
run it."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tenants.settings import Settings

from .data_directory import published_addresses
from .errors import NothingRunning

WITHOUT_LONG_PAUSES = {"dramatiq_worker_timeout": "200"}
"""In ms: how long a delayed message or a stop may go unnoticed. Of other messages workers are told."""


def worker(settings: Settings) -> int:
    """Becomes Dramatiq's master, so that a signal to this process is a signal to it."""
    return _worker(settings, "workers.main:broker")


def patterns(settings: Settings) -> int:
    """The same for looks at patterns, in a process of its own: what its engine does is no other work's trouble."""
    return _worker(settings, "workers.patterns.main:broker")


def scheduler(settings: Settings) -> int:
    """Becomes the scheduler: relay, sweeper, sealer, folder."""
    _become("workers.scheduler", (), connected(settings))
    return 0


def connected(settings: Settings) -> Settings:
    """The settings with a PostgreSQL and a Valkey: their own, else those of the launcher that runs here."""
    found = published_addresses(settings.data_dir)
    whole = replace(
        settings,
        database_url=settings.database_url or found.get("database_url", ""),
        redis_url=settings.redis_url or found.get("redis_url", ""),
    )
    if not (whole.database_url and whole.redis_url):
        raise NothingRunning(
            f"nothing runs in {settings.data_dir.absolute()}: start `./bpo up` there, "
            "or set BPO_DATABASE_URL and BPO_REDIS_URL."
        )
    return whole


def _worker(settings: Settings, broker: str) -> int:
    arguments = (broker, "--processes", "1", "--threads", str(settings.worker_threads))
    _become("dramatiq", arguments, connected(settings), WITHOUT_LONG_PAUSES)
    return 0


def _become(module: str, arguments: Sequence[str], settings: Settings, more: Mapping[str, str] | None = None) -> None:
    environ = settings.for_child() | dict(more or {})
    os.execve(sys.executable, (sys.executable, "-P", "-m", module, *arguments), environ)  # noqa: S606 - no shell
