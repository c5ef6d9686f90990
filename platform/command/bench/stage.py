"""An installation of the benchmark's own, in a folder that goes with it: servers with fsync, API, bare handlers."""

import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import asyncpg

from tenants.migrations import migrate
from tenants.settings import Settings

from ..address import free_port
from ..errors import CommandError
from ..installation import Installation
from ..probes import answers_ready
from ..supervision.program import Program
from ..terminal import note
from .contest import HOST
from .cpu import Meter
from .floor import Floor

PRODUCT, BARE = "public", "bench"
BARE_TABLES = Path(__file__).with_name("bare.sql")
GROWING = ("work_items", "documents", "tasks", "ready_tasks", "history", "decisions", "audit", "queue_deltas")


@dataclass(frozen=True)
class Stage:
    """`api` and `bare` are ports, PRODUCT and BARE the schemas of their tables."""

    installation: Installation
    api: int
    bare: int

    def meter(self, server: str) -> Meter:
        """Of the program `api` or `bare`, and of PostgreSQL."""
        pids = self.installation.supervisor.pids
        server_pid, postgres_pid = pids[server], pids["postgresql"]
        if server_pid is None or postgres_pid is None:
            raise CommandError(f"{server} or PostgreSQL has ended.")
        return Meter(server_pid=server_pid, postgres_pid=postgres_pid)

    async def open_bare_floor(self, floor: Floor, document: str) -> Callable[[int], Awaitable[None]]:
        """The same desks and operators in the bare tables; answers what makes so many tasks ready there."""
        tenants, operators = [tenant.id for tenant in floor.tenants], [person.id for person in floor.operators]
        async with self._database() as connection:
            opened = "select bench.open($1, $2)"
            lanes = await connection.fetchval(opened, len(tenants) * len(floor.desks), operators)

        async def fill(ready: int) -> None:
            async with self._database() as connection:
                await connection.execute("select bench.fill($1, $2, $3, $4)", ready, tenants, lanes, document)

        return fill

    async def ready(self, schema: str, tenants: list[UUID]) -> int:
        """How many tasks of these tenants wait."""
        async with self._database() as connection:
            await connection.execute("select set_config('bpo.tenants', $1::uuid[]::text, false)", tenants)
            counted = f"select count(*) from {schema}.ready_tasks where tenant_id = any($1)"  # noqa: S608 - no input
            return int(await connection.fetchval(counted, tenants))

    async def tidy(self, schema: str) -> None:
        """Dead rows are gone, and the planner knows what is there, as in an installation that has run for a while."""
        async with self._database() as connection:
            await connection.execute(f"vacuum analyze {', '.join(f'{schema}.{table}' for table in GROWING)}")

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.installation.settings.database_url)
        try:
            yield connection
        finally:
            await connection.close()

    async def set_up(self) -> None:
        """Starts the servers. Neither worker nor scheduler: their work costs the API nothing, and would be measured."""
        installation = self.installation
        await installation.start_servers()
        await migrate(installation.settings)
        async with self._database() as connection:
            await connection.execute(BARE_TABLES.read_text())
        for name, module, port in (
            ("api", ("command.main", "api"), self.api),
            ("bare", ("command.bench.bare",), self.bare),
        ):
            await installation.supervisor.start(_part(installation, name, module, port))


@asynccontextmanager
async def set_stage() -> AsyncIterator[Stage]:
    with folder() as place:
        settings = Settings(data_dir=place / "data", host=HOST, admin_key="admin-key-of-the-benchmark")
        async with Installation.open(settings, note) as installation:
            stage = Stage(installation, api=free_port(HOST), bare=free_port(HOST))
            await stage.set_up()
            yield stage


@contextmanager
def folder() -> Iterator[Path]:
    """One that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bpo-bench-") as name:
        Path(name).chmod(0o711)  # as root PostgreSQL runs as somebody else
        yield Path(name)


def _part(installation: Installation, name: str, module: tuple[str, ...], port: int) -> Program:
    settings = replace(installation.settings, port=port)
    return Program(
        name=name,
        argv=(sys.executable, "-P", "-m", *module),
        environ=settings.for_child(),
        log=installation.directory.log(name),
        is_ready=lambda: answers_ready(settings.host, settings.port),
    )
