"""A database that was filled for a benchmark is one that the product could have written."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from command.bench.filling import NothingToFill, fill
from tasks.verification import Verification
from tenants.settings import Settings
from tests.tasks.scenes import Scene, scene

ITEMS = 500


@pytest.fixture(scope="module")
def own(settings: Settings, new_database: Callable[[str], str], worker_id: str) -> Settings:
    return replace(settings, database_url=new_database(f"filled_{worker_id}"))


@pytest.fixture
async def opened(own: Settings) -> AsyncIterator[Scene]:
    async with scene(own) as opened:
        yield opened


async def counted(opened: Scene, column: str, table: str) -> dict[str, int]:
    return dict(map(tuple, await opened.rows(f"select {column}, count(*) from {table} group by 1")))  # noqa: S608 - no input


async def test_a_tenant_without_people_is_not_filled(opened: Scene) -> None:
    with pytest.raises(NothingToFill):
        await fill(opened.settings.database_url, ITEMS)


async def test_filled_items_are_of_every_state_and_break_no_rule(opened: Scene) -> None:
    person = await opened.person()
    await fill(opened.settings.database_url, ITEMS)
    verification = Verification(opened.db)
    assert [each async for each in verification.violations()] == []
    assert verification.figures["items"] == ITEMS
    assert set(await counted(opened, "state", "work_items")) == {"open", "closed", "cancelled"}
    assert set(await counted(opened, "state", "tasks")) == {"ready", "pended", "completed", "cancelled"}
    assert set(await counted(opened, "automation", "runs")) == {"duplicate_check", "reserve_stock"}
    before = (await counted(opened, "state", "tasks"))["ready"]
    await opened.claim(person)
    assert (await counted(opened, "state", "tasks"))["ready"] == before - 1
