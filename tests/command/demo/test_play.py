"""The demo's main job on part of its data, through HTTP, on an installation of its own; and the death of its parts."""

import asyncio
import io
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest
from rich.console import Console

from command.demo.outcome import Outcome
from command.demo.play import Demo, play
from command.demo.script import Script
from command.installation import Installation
from tenants.settings import Settings
from tests.conftest import ADMIN_KEY, free_port
from tests.servers import Servers

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(360)]

OPEN_TASKS = "select count(*) from tasks where state in ('ready', 'claimed', 'pended')"

# Each counts rows that may not be: what was done twice, lost, or left without anybody to move it.
VIOLATIONS = {
    "an item stands still": """
        select count(*) from work_items i where i.state = 'open'
        and not exists (select from tasks t where t.work_item_id = i.id and t.state in ('ready', 'claimed', 'pended'))
        and not exists (select from runs r where r.work_item_id = i.id and r.state in ('queued', 'running'))""",
    "an automation ran twice for an item": """
        select count(*) from (
          select from runs where state = 'succeeded' group by work_item_id, key having count(*) > 1) d""",
    "a run was reserved for twice": """
        select count(*) from (select from reservations group by run_id, sku having count(*) > 1) d""",
    "a product is oversold": "select count(*) from products where reserved > on_hand",
    "a product's reservations differ from their sum": """
        select count(*) from products p where p.reserved <>
        (select coalesce(sum(quantity), 0) from reservations r where r.tenant_id = p.tenant_id and r.sku = p.sku)""",
    "history has a gap": """
        select count(*) from (
          select from history group by work_item_id having max(seq) <> count(*) or min(seq) <> 1) d""",
    "ready tasks and their table differ": """
        select (select count(*) from tasks where state = 'ready') - (select count(*) from ready_tasks)""",
}


@dataclass(frozen=True)
class House:
    """An installation of the test's own, and a look into its database past row-level security."""

    installation: Installation
    superuser_url: str

    def demo(self, *, orders: int, claims: int, tasks: int) -> Demo:
        whole, settings = Script.whole(), self.installation.settings
        part = replace(whole, orders=whole.orders[:orders], claims=whole.claims[:claims], tasks_to_work=tasks)
        url = f"http://{settings.host}:{settings.port}"
        return Demo(part, url, ADMIN_KEY, settings.data_dir, Console(file=io.StringIO(), width=120))

    async def count(self, query: str) -> int:
        connection = await asyncpg.connect(self.superuser_url)
        try:
            return int(await connection.fetchval(query))
        finally:
            await connection.close()

    async def violations(self) -> list[str]:
        return [what for what, query in VIOLATIONS.items() if await self.count(query) != 0]

    def kill(self, part: str) -> None:
        """Kills a part with all of its processes: they are one session."""
        pid = self.installation.supervisor.pids[part]
        assert pid is not None
        os.killpg(os.getpgid(pid), signal.SIGKILL)


@pytest.fixture
async def house(
    servers: Servers, worker_id: str, tmp_path: Path, new_database: Callable[[str], str]
) -> AsyncIterator[House]:
    database = f"demo_{worker_id}"
    settings = Settings(
        data_dir=tmp_path / "data",
        port=free_port(),
        admin_key=ADMIN_KEY,
        database_url=await asyncio.to_thread(new_database, database),
    )
    async with Installation.open(settings) as installation:
        await installation.start()
        yield House(installation, servers.superuser_url(database))


async def test_the_demo_accounts_for_every_item_and_goes_on_where_it_was_whatever_is_killed(house: House) -> None:
    first = house.demo(orders=60, claims=60, tasks=25)
    outcomes = await play(first)
    assert [outcome.account.items for outcome in outcomes] == [60, 60]
    assert [outcome.disagreements for outcome in outcomes] == [[], []]
    await assert_database_agrees(house, outcomes)
    assert sum(outcome.tasks_completed for outcome in outcomes) == 25
    kept = (first.data_dir / "demo-keys.json").read_text(encoding="utf-8")
    told = printed_by(first)
    assert "All 120 items are accounted for" in told
    assert "Patterns raised signals: " in told
    assert all(key in told for key in [first.base_url, ADMIN_KEY, *json.loads(kept).values()])

    playing = asyncio.create_task(play(house.demo(orders=150, claims=150, tasks=40)))
    for share, part in ((140, "worker"), (180, "api"), (220, "worker"), (260, "api"), (280, "worker")):
        await received(share, house, playing)
        house.kill(part)
    again = await playing
    assert [outcome.account.items for outcome in again] == [150, 150]
    assert [outcome.account.with_automation for outcome in again] == [0, 0]
    assert [outcome.disagreements for outcome in again] == [[], []]
    assert sum(outcome.tasks_completed for outcome in again) == 40
    assert (first.data_dir / "demo-keys.json").read_text(encoding="utf-8") == kept
    await assert_database_agrees(house, again)


async def assert_database_agrees(house: House, outcomes: list[Outcome]) -> None:
    accounts = [outcome.account for outcome in outcomes]
    assert await house.violations() == []
    assert await house.count("select count(*) from work_items") == sum(account.items for account in accounts)
    closed = sum(account.straight_through + account.by_people for account in accounts)
    assert await house.count("select count(*) from work_items where state = 'closed'") == closed
    assert await house.count(OPEN_TASKS) == sum(account.waiting.total() for account in accounts)
    worked = sum(outcome.tasks_completed for outcome in outcomes)
    assert await house.count("select count(*) from tasks where state = 'completed'") == worked


def printed_by(demo: Demo) -> str:
    assert isinstance(demo.console.file, io.StringIO)
    return demo.console.file.getvalue()


async def received(share: int, house: House, playing: "asyncio.Task[list[Outcome]]") -> None:
    while await house.count("select count(*) from work_items") < share:
        assert not playing.done()
        await asyncio.wait([playing], timeout=0.05)
