"""Two whole installations on one database, as on two machines: two APIs, two workers, two schedulers."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from command.soak.caller import SHORT_LIVED
from command.soak.truth import Truth
from tenants.settings import Settings
from tests.conftest import free_port
from tests.faults.installation import Installation, running
from tests.faults.truth import truth_of
from tests.races.field import Field, lay_out
from tests.servers import Servers

FIRST_VALKEY_NUMBER = 24
"""Those before are of the workers' own installations and of the contract's, those after of the faults'."""


MOST_S = 6
"""Of one race on a machine that has much else to do."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test has as much time as its races need."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(300 + MOST_S * config.getoption("--races")))


@pytest.fixture(scope="session")
def races(pytestconfig: pytest.Config) -> int:
    """How often each race is run."""
    return int(pytestconfig.getoption("--races"))


@pytest.fixture(scope="module")
def machines(
    settings: Settings,
    servers: Servers,
    new_database: Callable[[str], str],
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Installation, Installation]]:
    worker = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    database_url = new_database(f"races_{worker_id}")
    first, second = (
        replace(
            settings,
            data_dir=tmp_path_factory.mktemp("races"),
            port=free_port(),
            database_url=database_url,
            redis_url=servers.redis_url(FIRST_VALKEY_NUMBER + worker % 8),
        )
        for _ in range(2)
    )
    with running(first, first.data_dir) as one, running(second, second.data_dir) as other:
        yield one, other


@pytest.fixture
async def field(machines: tuple[Installation, Installation]) -> AsyncIterator[Field]:
    """A tenant of the test's own, asked by eight connections to both machines."""
    urls = [machine.base_url for machine in machines]
    async with (
        httpx.AsyncClient(base_url=urls[0], timeout=60, trust_env=False, limits=SHORT_LIVED) as one,
        httpx.AsyncClient(base_url=urls[1], timeout=60, trust_env=False, limits=SHORT_LIVED) as other,
    ):
        yield await lay_out([one, other])


@pytest.fixture
def truth(machines: tuple[Installation, Installation], servers: Servers) -> Truth:
    return truth_of(machines[0], servers)
