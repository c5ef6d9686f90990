"""The embedded PostgreSQL: a cluster of our own on a socket of its own, with passwords and with fsync.

Of its wheel only the programs are used; the server is a child in the foreground, tuned in its postgresql.conf.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import asyncpg

from ..errors import ServerUnusable
from ..supervision.program import Account, Program
from .accounts import as_user, server_account
from .binaries import postgres_bin
from .orphan import end_orphan
from .place import choose_place, private_folder

OWNER = "bpo_owner"
SUPERUSER = "postgres"
DATABASE = "bpo"
TUNING = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Passwords:
    """Of the owner of the product's database, and of the superuser that makes it."""

    owner: str
    superuser: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Postgres:
    """A cluster whose database `bpo` belongs to `bpo_owner`, who may make logins and is no superuser."""

    bin: Path
    data: Path
    sockets: Path
    account: Account | None
    passwords: Passwords

    @classmethod
    def prepare(cls, home: Path, sockets: Path, passwords: Passwords, *, is_durable: bool = True) -> "Postgres":
        """Makes the cluster in `home` where there is none; raises ServerUnusable.

        One that is not durable may be lost with the machine's power: for tests, where fsync costs and proves nothing.
        """
        account = server_account(home / "data")
        place = choose_place(home, account)
        if account:
            sockets.chmod(0o711)
        cluster = cls(
            bin=postgres_bin(account, place),
            data=place / "data",
            sockets=private_folder(sockets / "postgres", account),
            account=account,
            passwords=passwords,
        )
        if not (cluster.data / "PG_VERSION").exists():
            cluster._make(TUNING if is_durable else TUNING | FORGETFUL)
        end_orphan(cluster.data)
        return cluster

    def url(self, *, user: str = OWNER, database: str = DATABASE) -> str:
        """For clients of PostgreSQL; `user` is the owner or the superuser."""
        password = quote(self.passwords.owner if user == OWNER else self.passwords.superuser, safe="")
        return f"postgresql://{user}:{password}@/{database}?host={quote(str(self.sockets))}"

    def program(self, log: Path) -> Program:
        """How to run it."""
        options = ("listen_addresses=", f'unix_socket_directories="{self.sockets}"', "unix_socket_permissions=0700")
        return Program(
            name="postgresql",
            argv=(
                *(str(self.bin / "postgres"), "-D", str(self.data)),
                *(part for option in options for part in ("-c", option)),
            ),
            environ={},
            log=log,
            account=self.account,
            stop_signal=SIGINT,  # fast: ends the sessions, keeps what they committed
            is_ready=self.is_ready,
        )

    async def is_ready(self) -> bool:
        """Whether it takes connections; not while it recovers."""
        try:
            connection = await asyncpg.connect(self.url(user=SUPERUSER, database="postgres"), timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        await connection.close()
        return True

    async def make_database(self) -> None:
        """Makes the owner's login and the database where they are missing."""
        connection = await asyncpg.connect(self.url(user=SUPERUSER, database="postgres"))
        try:
            if not await connection.fetchval("select 1 from pg_roles where rolname = $1", OWNER):
                quoted = await connection.fetchval("select quote_literal($1::text)", self.passwords.owner)
                await connection.execute(f"create role {OWNER} login createrole createdb password {quoted}")
            if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
                await connection.execute(f"create database {DATABASE} owner {OWNER}")
        finally:
            await connection.close()

    def _make(self, settings: dict[str, str]) -> None:
        """All or nothing: made beside its place and moved there."""
        part, secrets = self.data.with_name("data.part"), self.data.with_name("secret")
        for folder in (part, secrets):
            shutil.rmtree(folder, ignore_errors=True)  # what a kill left
            private_folder(folder, self.account)
        secret = secrets / "password"
        secret.write_text(self.passwords.superuser)
        secret.chmod(0o444)  # its folder is private
        try:
            self._initdb(part, secret, settings)
        finally:
            shutil.rmtree(secrets)
        part.rename(self.data)

    def _initdb(self, data: Path, secret: Path, settings: dict[str, str]) -> None:
        argv = (
            *(str(self.bin / "initdb"), "--pgdata", str(data), "--username", SUPERUSER, "--pwfile", str(secret)),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(part for name, value in settings.items() for part in ("--set", f"{name}={value}")),
        )
        done = as_user(self.account, *argv)
        if done.returncode != 0:
            faults = [line for line in done.stderr.splitlines() if "error" in line.lower()] or done.stderr.splitlines()
            raise ServerUnusable(f"PostgreSQL cannot make its files in {data.parent}: {' '.join(faults[:1])}")
