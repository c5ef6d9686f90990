"""The contract's tests: an installation of real processes, API, worker and scheduler, and a tenant for every module."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tenants.settings import Settings
from tests.api.conftest import House, admin, http, new_house
from tests.conftest import free_port
from tests.contract.places import Place
from tests.faults.installation import running
from tests.servers import Servers

__all__ = ["admin", "http", "new_house"]

FIRST_VALKEY_NUMBER = 12
"""Those before are of the workers' own installations."""


@pytest.fixture(scope="session")
def base_url(
    settings: Settings,
    servers: Servers,
    new_database: Callable[[str], str],
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The API of an installation whose worker and scheduler run, too."""
    worker = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    folder = tmp_path_factory.mktemp("contract")
    own = replace(
        settings,
        data_dir=folder,
        port=free_port(),
        database_url=new_database(f"contract_{worker_id}"),
        redis_url=servers.redis_url(FIRST_VALKEY_NUMBER + worker % 12),
    )
    with running(own, folder) as installation:
        yield installation.base_url


@pytest.fixture(scope="module")
def place(new_house: Callable[[], House]) -> Place:
    return Place(new_house())
