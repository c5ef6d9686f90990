"""Installations that a test has for itself, with processes that it may kill."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tenants.settings import Settings
from tests.conftest import free_port
from tests.faults.installation import Installation, running
from tests.servers import Servers

FIRST_VALKEY_NUMBER = 32
"""Those before are of the workers' own installations."""

_NUMBERS = itertools.count()


@pytest.fixture
def installation(
    settings: Settings, servers: Servers, new_database: Callable[[str], str], worker_id: str, tmp_path: Path
) -> Iterator[Installation]:
    number = next(_NUMBERS)
    worker = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    own = replace(
        settings,
        data_dir=tmp_path,
        port=free_port(),
        database_url=new_database(f"faults_{worker_id}_{number}"),
        webhook_allow="127.0.0.0/8",
        redis_url=servers.redis_url(FIRST_VALKEY_NUMBER + (worker * 8 + number) % 32),
    )
    with running(own, tmp_path) as started:
        yield started
