"""The installation that faults strike at, put up with a proxy before its database and one before its API."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from tenants.settings import Settings

from ..address import base_url
from ..embedded import Postgres, Valkey
from ..embedded.postgres import SUPERUSER
from ..installation import Installation
from .floor import Floor
from .proxy import Proxy
from .truth import Truth
from .waiting import until

WORKERS = 2
POSTGRES_SOCKET = ".s.PGSQL.5432"
STARTS_WITHIN_S = 30.0


@dataclass
class Site:
    """`base_url` leads to the API through its proxy; `floors` are the operators' processes."""

    installation: Installation
    postgres: Postgres
    valkey: Valkey
    base_url: str
    before_database: Proxy
    before_api: Proxy
    truth: Truth
    random: random.Random
    floors: list[Floor]

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, seed: int, folder: Path) -> AsyncIterator["Site"]:
        """Comes back when the API is ready; `folder` holds the logs."""
        with (folder / "launcher.log").open("a", encoding="utf-8") as log:
            async with Installation.open(settings, lambda line: print(line, file=log, flush=True)) as installation:
                await installation.prepare()
                async with AsyncExitStack() as stack:
                    yield await cls._put_up(installation, seed, stack)

    async def process(self, name: str) -> psutil.Process:
        """A part of the installation, waited for while it is being started again. Raises TimeoutError."""
        async with asyncio.timeout(STARTS_WITHIN_S):
            await until(lambda: self._runs(name))
        return psutil.Process(self.installation.supervisor.pids[name])

    async def _runs(self, name: str) -> bool:
        pid = self.installation.supervisor.pids[name]
        return pid is not None and psutil.pid_exists(pid)

    async def worker(self) -> psutil.Process:
        """One of them."""
        names = [name for name in self.installation.supervisor.pids if name.startswith("worker")]
        return await self.process(self.random.choice(names))

    @classmethod
    async def _put_up(cls, installation: Installation, seed: int, stack: AsyncExitStack) -> "Site":
        postgres, valkey = installation.postgres, installation.valkey
        if postgres is None or valkey is None:
            raise ValueError("faults strike at servers of our own only")
        sockets = Path(tempfile.mkdtemp(dir=installation.sockets))
        before_database = Proxy(lambda: asyncio.open_unix_connection(str(postgres.sockets / POSTGRES_SOCKET)))
        server = await asyncio.start_unix_server(before_database.serve, sockets / POSTGRES_SOCKET)
        await stack.enter_async_context(server)
        url = replace(postgres, sockets=sockets).url()
        direct, installation.settings = installation.settings, replace(installation.settings, database_url=url)
        await installation.start_parts(workers=WORKERS)
        settings = installation.settings
        before_api = Proxy(lambda: asyncio.open_connection(settings.host, settings.port))
        front = await stack.enter_async_context(await asyncio.start_server(before_api.serve, settings.host, 0))
        port = front.sockets[0].getsockname()[1]
        return cls(
            installation=installation,
            postgres=postgres,
            valkey=valkey,
            base_url=base_url(replace(settings, port=port)),
            before_database=before_database,
            before_api=before_api,
            truth=Truth(postgres.url(user=SUPERUSER), direct),
            random=random.Random(seed),  # noqa: S311 - the same again for the same seed
            floors=[],
        )
