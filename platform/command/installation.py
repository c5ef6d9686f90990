"""A whole installation in the hands of one launcher: servers, migrations, API, workers, scheduler."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

from tenants import keys
from tenants.roles import Role
from tenants.settings import Settings

from .data_directory import ADMIN_KEY, DataDirectory, new_password
from .database_version import bring_to_this_version
from .embedded import Postgres, Valkey, socket_folder
from .embedded.postgres import Passwords
from .errors import ServerUnusable
from .probes import answers_ready, fault_of_redis, require_free_port
from .supervision import Program, Supervisor
from .supervision.program import STOP_TIMEOUT_S
from .terminal import say


class Installation:
    """Starts its parts under a supervisor, who keeps them running and ends them in the opposite order."""

    def __init__(self, settings: Settings, directory: DataDirectory, supervisor: Supervisor, sockets: Path) -> None:
        self.settings = replace(settings, data_dir=directory.path)
        self.directory = directory
        self.supervisor = supervisor
        self.sockets = sockets
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, report: Callable[[str], None] = say) -> AsyncIterator[Self]:
        """Nothing runs yet; whatever is started in it ends with it. `report` hears what befalls its programs."""
        with DataDirectory.hold(settings.data_dir) as directory:
            sockets = socket_folder()
            async with Supervisor(report, keep_open=[directory.lock_fd], remove=[sockets]) as supervisor:
                yield cls(settings, directory, supervisor, sockets)

    async def start(self) -> None:
        """Comes back when the API is ready; raises CommandError."""
        await self.prepare()
        await self.start_parts()

    async def prepare(self) -> None:
        """All that the parts need: servers, and in them the database as this version has it. Raises CommandError."""
        require_free_port(self.settings)
        self.settings = replace(self.settings, admin_key=self.settings.admin_key or self._kept_admin_key())
        await self.start_servers()
        if fault := await fault_of_redis(self.settings.redis_url):
            raise ServerUnusable(f"the Valkey or Redis {fault}")
        await bring_to_this_version(self.settings)

    async def start_parts(self, *, workers: int = 1) -> None:
        """Comes back when the API is ready; raises CommandError."""
        await self.supervisor.start(self._part("scheduler"))
        for number in range(1, workers + 1):
            name = "worker" if number == 1 else f"worker-{number}"
            await self.supervisor.start(replace(self._part("worker"), name=name, log=self.directory.log(name)))
        await self.supervisor.start(self._part("patterns"))
        await self.supervisor.start(
            replace(self._part("api"), is_ready=lambda: answers_ready(self.settings.host, self.settings.port))
        )

    async def start_servers(self) -> None:
        """Starts those that the settings do not replace."""
        await self.start_postgres()
        if not self.settings.redis_url:
            self.valkey = Valkey(self.directory.path / "valkey", self.sockets)
            await self.supervisor.start(self.valkey.program(self.directory.log("valkey")))
            self.settings = replace(self.settings, redis_url=self.valkey.url)
        self.directory.publish({"database_url": self.settings.database_url, "redis_url": self.settings.redis_url})

    async def start_postgres(self) -> None:
        """Starts the embedded one, with its database, unless the settings name another."""
        if self.settings.database_url:
            return
        passwords = Passwords(
            owner=self.directory.secret("postgres-owner-password", new_password()),
            superuser=self.directory.secret("postgres-superuser-password", new_password()),
        )
        home = self.directory.path / "postgres"
        self.postgres = await asyncio.to_thread(Postgres.prepare, home, self.sockets, passwords)
        await self.supervisor.start(self.postgres.program(self.directory.log("postgresql")))
        await self.postgres.make_database()
        self.settings = replace(self.settings, database_url=self.postgres.url())

    def _kept_admin_key(self) -> str:
        return self.directory.secret(ADMIN_KEY, keys.make(Role.PLATFORM_ADMIN, secrets.token_bytes(keys.RANDOM_BYTES)))

    def _part(self, name: str) -> Program:
        return Program(
            name=name,
            argv=(sys.executable, "-P", "-m", "command.main", name),
            environ=self.settings.for_child(),
            log=self.directory.log(name),
            stop_timeout_s=STOP_TIMEOUT_S + self.settings.leave_s,
        )
