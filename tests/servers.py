"""The PostgreSQL and the Valkey of one test session, shared by all its workers and gone when it is.

`python -m tests.servers FOLDER PID` runs them in FOLDER while the process PID, the session's controller, lives.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from command.embedded import Postgres, Valkey, socket_folder
from command.embedded.postgres import SUPERUSER, Passwords
from command.supervision import Supervisor
from tenants.migrations import migrate
from tenants.settings import Settings

PATIENCE_S = 90.0
PASSWORDS = Passwords(owner="owner-of-the-tests", superuser="superuser-of-the-tests")


@dataclass(frozen=True, slots=True)
class Servers:
    """Where they listen; `bpo` is a database that the migrations made and nobody is connected to: a template."""

    postgres_sockets: str
    valkey_socket: str

    def owner_url(self, database: str) -> str:
        """As the product's owner, whom row-level security binds."""
        return self._url("bpo_owner", PASSWORDS.owner, database)

    def superuser_url(self, database: str) -> str:
        """As the superuser: for making databases, and for looking at what row-level security hides."""
        return self._url(SUPERUSER, PASSWORDS.superuser, database)

    def redis_url(self, number: int) -> str:
        """One of the 64 databases of the Valkey."""
        return f"unix://{quote(self.valkey_socket)}?db={number}"

    def _url(self, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={quote(self.postgres_sockets)}"


class ServersFailed(Exception):
    """The servers of the tests do not start."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{self.__doc__}\n{(folder / 'fault').read_text()}")


def servers_in(folder: Path, controller: int) -> Servers:
    """Those of this session; the first who asks starts them."""
    addresses = folder / "addresses.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "fault").exists():
            raise ServersFailed(folder)
        if not addresses.exists():
            _start(folder, controller, addresses)
    return Servers(**json.loads(addresses.read_text()))


def stop(folder: Path) -> None:
    """Ends the servers of this session, if anybody started them, and waits until they have ended."""
    note = folder / "pid"
    if not note.exists():
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(note.read_text()), signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_S
    while note.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _start(folder: Path, controller: int, addresses: Path) -> None:
    with (folder / "servers.log").open("wb") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", "tests.servers", str(folder), str(controller)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + PATIENCE_S
    while not addresses.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            (folder / "fault").write_text((folder / "servers.log").read_text()[-1500:])
            raise ServersFailed(folder)
        time.sleep(0.02)
    process.returncode = 0  # it outlives this process on purpose


async def _run(folder: Path, controller: int) -> None:
    sockets = socket_folder()
    # Not durable: a test session that loses its machine starts anew, and fsync would double its time.
    postgres = Postgres.prepare(folder / "postgres", sockets, PASSWORDS, is_durable=False)
    valkey = Valkey(folder / "valkey", sockets)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    async with Supervisor(print, remove=[sockets]) as supervisor:
        await supervisor.start(postgres.program(folder / "postgres.log"))
        await supervisor.start(valkey.program(folder / "valkey.log"))
        await postgres.make_database()
        await migrate(Settings(data_dir=folder, database_url=postgres.url(), redis_url=valkey.url))
        _publish(folder, Servers(str(postgres.sockets), str(sockets / "valkey.sock")))
        while not over.is_set() and _is_alive(controller):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), timeout=0.3)


def _publish(folder: Path, servers: Servers) -> None:
    part = folder / "addresses.part"
    part.write_text(json.dumps(asdict(servers)))
    part.rename(folder / "addresses.json")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    home = Path(sys.argv[1])
    (home / "pid").write_text(str(os.getpid()))
    try:
        asyncio.run(_run(home, int(sys.argv[2])))
    finally:
        (home / "pid").unlink()
