"""What tests of every package stand on: real servers, a migrated database for each worker, the API over HTTP.

Async tests run by anyio's plugin without a mark. Tests share their worker's database: make a tenant of your own.
"""

import asyncio
import gc
import os
import shutil
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pytest
import structlog
import uvicorn
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tenants import logs, people
from tenants.settings import Settings
from tests import servers as test_servers
from tests.servers import Servers
from tests.turns import group_of, turn_of

ADMIN_KEY = "the-admin-key-of-the-tests-0123456789"
MOST_WORKERS = 11
"""As many as have a number in the Valkey for themselves: those from 12 on are of installations."""

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that are made often and only ask over http: to read all authorities takes each of them 30 ms of CPU."""

FOLDER: pytest.StashKey[Path] = pytest.StashKey()
hypothesis_settings.register_profile(
    "unhurried", hypothesis_settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")  # a machine may have much else to do
hypothesis_settings.register_profile("long", max_examples=100_000)  # by --hypothesis-profile long


def pytest_addoption(parser: pytest.Parser) -> None:
    """What may be tried longer than a whole run has time for."""
    parser.addoption("--races", default=10, type=int, help="how often each race is run (10)")
    parser.addoption("--fuzz-seconds", default=30, type=int, help="how long requests are made up, in all (30)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has one worker run what belongs together (`--dist loadgroup`), in turn."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    items.sort(key=turn_of)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: who runs installations waits for half of the time."""
    return min((psutil.cpu_count(logical=False) or 1) + 1, MOST_WORKERS)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: collections of garbage look no more through it."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Names the folder of the session's servers, which start when a test first asks for them; logs as the product does,
    since by itself structlog would paint every trace with all its local variables."""
    logs.configure()
    structlog.configure(cache_logger_on_first_use=False)  # standard output is another in a test that captures it
    if hasattr(config, "workerinput"):
        config.stash[FOLDER] = Path(config.workerinput["folder"])
    else:
        config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="bpo-tests-"))
        config.stash[FOLDER].chmod(0o711)  # as root the tests' PostgreSQL runs as somebody else


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker where the session's servers are."""
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the servers with the session."""
    if not hasattr(config, "workerinput") and FOLDER in config.stash:
        test_servers.stop(config.stash[FOLDER])
        shutil.rmtree(config.stash[FOLDER])


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def hasty_passwords() -> Iterator[None]:
    """A password's hash takes a quarter of a second on purpose: the same hash with the least work takes none."""
    with pytest.MonkeyPatch.context() as patch:
        hasty = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(people, "PasswordHasher", hasty)
        yield


@pytest.fixture
def own_garbage_only() -> None:
    """Has collections look at what a test itself makes: all that a long run holds takes them a second."""
    gc.freeze()


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """The session's PostgreSQL and Valkey."""
    controller = os.getppid() if hasattr(pytestconfig, "workerinput") else os.getpid()
    return test_servers.servers_in(pytestconfig.stash[FOLDER], controller)


@pytest.fixture(scope="session")
def new_database(servers: Servers) -> Callable[[str], str]:
    """Makes a database as the migrations make it, and gives its owner's URL."""

    async def copy(name: str) -> None:
        connection = await asyncpg.connect(servers.superuser_url("postgres"))
        try:
            await connection.execute(f'create database "{name}" template bpo owner bpo_owner')
        finally:
            await connection.close()

    def make(name: str) -> str:
        asyncio.run(copy(name))
        return servers.owner_url(name)

    return make


@pytest.fixture(scope="session")
def settings(
    servers: Servers, new_database: Callable[[str], str], worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """An installation of this worker's own: a database, a number in the Valkey, a port, a data directory."""
    number = 0 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        port=free_port(),
        admin_key=ADMIN_KEY,
        database_url=new_database(f"bpo_{worker_id}"),
        redis_url=servers.redis_url(number),
    )


@pytest.fixture(scope="session")
def base_url(settings: Settings) -> Iterator[str]:
    """The API of this worker's installation, listening."""
    with listening(settings) as url:
        yield url


@contextmanager
def listening(settings: Settings) -> Iterator[str]:
    """The API of these settings, in a thread of this process."""
    server = uvicorn.Server(_server_config(settings))
    thread = threading.Thread(target=server.run, name="api")
    thread.start()
    deadline = time.monotonic() + 120
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started, "the API did not start"
    try:
        yield f"http://{settings.host}:{settings.port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def api(base_url: str) -> Iterator[httpx.Client]:
    """An HTTP client with the key of a platform_admin."""
    with httpx.Client(
        base_url=base_url, headers={"Authorization": f"Bearer {ADMIN_KEY}"}, timeout=30, verify=NO_TLS
    ) as client:
        yield client


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _server_config(settings: Settings) -> uvicorn.Config:
    from api.app import create_app  # noqa: PLC0415 - pure tests must not need the API to be importable

    return uvicorn.Config(
        create_app(settings), host=settings.host, port=settings.port, log_level="warning", lifespan="on"
    )
