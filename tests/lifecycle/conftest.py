"""A database for the life cycle's machines, and an API on it."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from tenants.settings import Settings
from tests.conftest import free_port
from tests.lifecycle.world import World, world

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def new_world(
    settings: Settings, new_database: Callable[[str], str], worker_id: str
) -> Callable[[], AbstractContextManager[World]]:
    """Opens one on a database that nobody else knows."""

    def opened() -> AbstractContextManager[World]:
        url = new_database(f"lifecycle_{worker_id}_{next(_NUMBERS)}")
        return world(replace(settings, database_url=url, port=free_port()))

    return opened


@pytest.fixture(scope="module")
def a_world(new_world: Callable[[], AbstractContextManager[World]]) -> Iterator[World]:
    with new_world() as opened:
        yield opened
