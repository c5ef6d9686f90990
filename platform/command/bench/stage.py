"""An installation of the benchmark's own, in a folder that goes with it: servers with fsync, the API, the bare handlers."""

import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import asyncpg

from tenants.migrations import migrate
from tenants.settings import Settings

from ..installation import Installation
from ..probes import answers_ready
from ..supervision.program import Program
from .cpu import Meter
from .floor import Floor

TABLES = Path(__file__).with_name("bare.sql")
FILLED = ("work_items", "documents", "tasks", "ready_tasks", "queue_deltas")


@dataclass(frozen=True)
class Stage:
    """`api` and `bare` are ports."""

    installation: Installation
    api: int
    bare: int

    @property
    def base_url(self) -> str:
        return f"http://{self.installation.settings.host}:{self.api}"

    def meter(self, server: str) -> Meter:
        """Of the program `api` or `bare` and of PostgreSQL."""
        pids = self.installation.supervisor.pids
        return Meter(server_pid=_running(pids[server]), postgres_pid=_running(pids["postgresql"]))

    async def serve_bare(self, floor: Floor, first: int) -> list[int]:
        """Lets the floor's operators serve as many lanes of the bare tables, numbered from `first`; answers which."""
        lanes = list(range(first, first + len(floor.tenants) * len(floor.desks)))
        async with self._database() as connection:
            rows = [(operator.id, lanes) for operator in floor.operators]
            await connection.executemany("insert into bench.served (user_id, lanes) values ($1, $2)", rows)
        return lanes

    async def fill_bare(self, ready: int, *, tenants: list[UUID], lanes: list[int], document: str) -> None:
        async with self._database() as connection:
            await connection.execute("select bench.fill($1, $2, $3, $4)", ready, tenants, lanes, document)

    async def ready(self, schema: str, tenants: list[UUID]) -> int:
        """How many tasks of these tenants wait."""
        async with self._database() as connection:
            await connection.execute("select set_config('bpo.tenants', $1::uuid[]::text, false)", tenants)
            counted = f"select count(*) from {schema}.ready_tasks where tenant_id = any($1)"  # noqa: S608
            return int(await connection.fetchval(counted, tenants))

    async def vacuum(self, schema: str) -> None:
        async with self._database() as connection:
            await connection.execute(f"vacuum analyze {', '.join(f'{schema}.{table}' for table in FILLED)}")

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[asyncpg.Connection]:
        """As the owner."""
        connection = await asyncpg.connect(self.installation.settings.database_url)
        try:
            yield connection
        finally:
            await connection.close()


@asynccontextmanager
async def set_stage() -> AsyncIterator[Stage]:
    """Neither worker nor scheduler runs: what they do costs the API nothing, and would be measured with PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="bpo-bench-") as folder:
        Path(folder).chmod(0o711)  # as root PostgreSQL runs as somebody else
        settings = Settings(data_dir=Path(folder) / "data", port=free_port(), admin_key="admin-key-of-the-benchmark")
        async with Installation.open(settings) as installation:
            await installation.start_servers()
            await migrate(installation.settings)
            stage = Stage(installation, api=settings.port, bare=free_port())
            connection = await asyncpg.connect(installation.settings.database_url)
            await connection.execute(TABLES.read_text())
            await connection.close()
            await installation.supervisor.start(_part(installation, "api", ("command.main", "api"), stage.api))
            await installation.supervisor.start(_part(installation, "bare", ("command.bench.bare",), stage.bare))
            yield stage


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((Settings().host, 0))
        return int(probe.getsockname()[1])


def _part(installation: Installation, name: str, module: tuple[str, ...], port: int) -> Program:
    settings = replace(installation.settings, port=port)
    return Program(
        name=name,
        argv=(sys.executable, "-P", "-m", *module),
        environ=settings.for_child(),
        log=installation.directory.log(name),
        is_ready=lambda: answers_ready(settings.host, settings.port),
    )


def _running(pid: int | None) -> int:
    assert pid is not None  # noqa: S101 - what has started is kept running
    return pid
