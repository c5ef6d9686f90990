"""What the scheduler takes off a list costs as much as is taken, also where the list was empty when the taking was
planned: lists mostly are."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import asyncpg
import pytest

from tenants.code import located
from tenants.database import PLANNED_ONCE
from tenants.settings import Settings
from tests.tasks.scenes import Scene, scene

ROWS = 1_000
PAGES_PER_ROW = 20
"""At most: it is found, locked, found again by the index and deleted."""

LISTS = {
    "outbox": (
        "insert into outbox (tenant_id, actor, payload) select $1, 'a', '{}' from generate_series(1, $2)",
        "select count(*) from bpo_code.relay_take(array[$1::uuid], $2)",
    ),
    "queue_deltas": (
        "insert into queue_deltas (tenant_id, queue_key, state, n)"
        " select $1, 'desk', 'ready', 1 from generate_series(1, $2)",
        "select bpo_code.fold(array[$1::uuid], $2)",
    ),
    "due_deltas": (
        "insert into due_deltas (tenant_id, queue_key, due_on, n)"
        " select $1, 'desk', current_date + n, 1 from generate_series(1, $2) n",
        "select bpo_code.fold_dues(array[$1::uuid], $2)",
    ),
    "unread_documents": (
        "insert into unread_documents (tenant_id, work_item_id) select $1, uuidv7() from generate_series(1, $2)",
        "select count(*) from bpo_code.take_unread(array[$1::uuid], $2)",
    ),
}


@pytest.fixture
def own(settings: Settings, new_database: Callable[[str], str], worker_id: str) -> Settings:
    return replace(settings, database_url=new_database(f"batches_{worker_id}"))


@pytest.fixture
async def here(own: Settings) -> AsyncIterator[Scene]:
    async with scene(own) as opened:
        yield opened


async def test_as_many_pages_are_touched_as_rows_are_taken(here: Scene) -> None:
    owner = await asyncpg.connect(here.settings.database_url, server_settings=PLANNED_ONCE)
    await owner.execute(f"set bpo.tenants = '{{{here.tenant_id}}}'")
    touched = {}
    for table, (fill, take) in LISTS.items():
        await owner.execute(f"delete from {table}")  # noqa: S608 - no input
        await owner.execute(f"vacuum analyze {table}")
        await owner.fetch(located(take), here.tenant_id, ROWS)  # planned
        await owner.fetch(fill, here.tenant_id, ROWS)
        before = await touches(owner, table)
        await owner.fetch(located(take), here.tenant_id, ROWS)
        touched[table] = await touches(owner, table) - before
        assert await owner.fetchval(f"select count(*) from {table}") == 0  # noqa: S608 - no input
    await owner.close()
    assert {table: pages for table, pages in touched.items() if pages > PAGES_PER_ROW * ROWS} == {}


async def touches(connection: asyncpg.Connection, table: str) -> int:
    """Of pages of the table and its indexes, so far."""
    await connection.execute("select pg_stat_force_next_flush()")
    pages: int = await connection.fetchval(
        "select pg_stat_get_blocks_fetched($1::text::regclass) + sum(pg_stat_get_blocks_fetched(indexrelid))::bigint"
        " from pg_index where indrelid = $1::text::regclass",
        table,
    )
    return pages
