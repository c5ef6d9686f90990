"""What an answer reads in the database does not grow with the work that is there: ten times the items, the same pages.

Every list with every filter, as each role; not timed, but counted: PostgreSQL tells of each statement how many pages it
touched, those of the functions that it calls included. Reports count what their period has in indexes alone.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from command.bench.filling import fill
from command.bench.floor import open_floor
from command.bench.lists import keys_of
from command.bench.readings import LISTS, REPORTED, Reading, found_in, readings
from command.demo.client import Client
from tenants.settings import Settings
from tests.conftest import ADMIN_KEY, FOLDER, free_port, listening
from tests.servers import Servers

pytestmark = [
    pytest.mark.timeout(900),  # the first of them fills a database twice and reads everything
    pytest.mark.xdist_group("much"),  # the servers' log is one: two workers would count each other's pages
]

FEW, MANY = 300, 3_000
ROOM = MANY / 4
"""Pages that more kinds of work may cost, whatever their number: far from one for each item, which a scan touches."""
LIMIT = 5
LOOK_UPS = ("/v1/tasks/{task}", "/v1/work-items/{item}", "/v1/automation-runs/{run}", "/v1/me")
TOLD = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_format": "json",
    "enable_seqscan": "off",  # a table of five thousand rows is to be read as one of a million
    "enable_bitmapscan": "off",
}
OVERDUE = "overdue=true"
"""Looks through the open tasks of the queues, newest first, in an index: more where more is open and not yet due."""

BOUNDED = [each for each in readings(LISTS) if OVERDUE not in each.path]
COUNTED = [each for each in readings(REPORTED) if each.role != "operator"]
"""Of an operator all that they ever completed is looked through."""

PLAN = re.compile(r"plan:\n\t(\{.*?\n\t\})\n", re.DOTALL)

Pages = Mapping[Reading, dict[str, int]]
"""Of each reading the pages that its statements touched."""


@dataclass(frozen=True)
class Explained:
    """An API whose database tells of every statement in its log."""

    http: httpx.AsyncClient
    log: Path
    keys: Mapping[str, str]

    async def pages(self, reading: Reading, found: Mapping[str, str]) -> dict[str, int]:
        path = reading.path.format(**found)
        if reading in BOUNDED and reading.path not in LOOK_UPS:
            path += ("&" if "?" in path else "?") + f"limit={LIMIT}"
        began = self.log.stat().st_size
        await self._get(path, reading.role)
        with self.log.open("rb") as log:
            log.seek(began)
            return dict(map(_touched, PLAN.findall(log.read().decode())))

    async def _get(self, path: str, role: str) -> None:
        answer = await self.http.get(path, headers={"authorization": f"Bearer {self.keys[role]}"})
        assert answer.status_code == httpx.codes.OK, f"{path} as {role}: {answer.text}"


def _touched(text: str) -> tuple[str, int]:
    said: dict[str, Any] = json.loads(text)
    return said["Query Text"], said["Plan"]["Shared Hit Blocks"] + said["Plan"]["Shared Read Blocks"]


@pytest.fixture(scope="module")
def few_and_many(
    settings: Settings,
    servers: Servers,
    new_database: Callable[[str], str],
    worker_id: str,
    pytestconfig: pytest.Config,
) -> tuple[Pages, Pages]:
    name = f"much_{worker_id}"
    own = replace(settings, database_url=new_database(name), port=free_port())
    told = (f"alter role bpo_app in database {name} set {setting} = '{value}'" for setting, value in TOLD.items())
    asyncio.run(_execute(servers.superuser_url("postgres"), *told))
    with listening(own) as url:
        return asyncio.run(_measured(url, own.database_url, pytestconfig.stash[FOLDER] / "postgres.log"))


async def _measured(url: str, database_url: str, log: Path) -> tuple[Pages, Pages]:
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        floor = await open_floor(Client(http, ADMIN_KEY), "much", tenants=2, desks=2, operators=2)
        explained = Explained(http, log, await keys_of(floor))
        few = await _fill_and_read(explained, database_url, floor.tenants[0].id, FEW)
        return few, await _fill_and_read(explained, database_url, floor.tenants[0].id, MANY - FEW)


async def _fill_and_read(explained: Explained, database_url: str, tenant_id: UUID, items: int) -> Pages:
    await fill(database_url, items)
    found = await found_in(database_url, tenant_id)
    for role in explained.keys:  # what is looked up once, has been
        await explained.pages(Reading("/v1/me", role), found)
    return {each: await _least(explained, each, found) for each in (*BOUNDED, *COUNTED)}


async def _least(explained: Explained, reading: Reading, found: Mapping[str, str]) -> dict[str, int]:
    """Of two, since what was going on from before is counted, too."""
    pages = [await explained.pages(reading, found) for _ in range(2)]
    return min(pages, key=lambda each: sum(each.values()))


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("reading", BOUNDED, ids="{0.role} {0.path}".format)
def test_a_list_reads_no_more_where_there_is_more(reading: Reading, few_and_many: tuple[Pages, Pages]) -> None:
    few, many = (pages[reading] for pages in few_and_many)
    assert many
    assert sum(many.values()) <= 1.5 * sum(few.values()) + ROOM, (few, many)


@pytest.mark.parametrize("reading", COUNTED, ids="{0.role} {0.path}".format)
def test_a_report_reads_an_index_and_not_the_rows(reading: Reading, few_and_many: tuple[Pages, Pages]) -> None:
    few, many = (pages[reading] for pages in few_and_many)
    assert sum(many.values()) <= 1.5 * sum(few.values()) + ROOM, (few, many)
