"""The contract's tests: an installation of real processes, API, worker and scheduler, and a tenant for every module."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import asyncpg
import pytest

from tenants.settings import Settings
from tests.api.conftest import House, admin, house, http, neighbour, new_house
from tests.conftest import free_port
from tests.contract.places import Place
from tests.faults.installation import running
from tests.servers import Servers

__all__ = ["admin", "house", "http", "neighbour", "new_house"]

FIRST_VALKEY_NUMBER = 12
"""Those before are of the workers' own installations."""


@pytest.fixture(scope="package")
def installed(
    settings: Settings,
    servers: Servers,
    new_database: Callable[[str], str],
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """An installation of the contract's own."""
    worker = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    return replace(
        settings,
        data_dir=tmp_path_factory.mktemp("contract"),
        port=free_port(),
        database_url=new_database(f"contract_{worker_id}"),
        redis_url=servers.redis_url(FIRST_VALKEY_NUMBER + worker % 12),
    )


@pytest.fixture(scope="package")
def base_url(installed: Settings) -> Iterator[str]:
    """The API of the installation, whose worker and scheduler run, too."""
    with running(installed, installed.data_dir) as installation:
        yield installation.base_url


@pytest.fixture
def kept(servers: Servers, worker_id: str) -> Callable[[str], list[str]]:
    """What a query finds in the database, seen by its superuser: for what no request shows."""

    async def look(query: str) -> list[str]:
        connection = await asyncpg.connect(servers.superuser_url(f"contract_{worker_id}"))
        try:
            return [str(value) for (value,) in await connection.fetch(query)]
        finally:
            await connection.close()

    return lambda query: asyncio.run(look(query))


@pytest.fixture(scope="module")
def place(new_house: Callable[[], House]) -> Place:
    return Place(new_house())
