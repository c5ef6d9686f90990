"""What a migration makes of the rows that were there before it."""

import asyncio

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from tenants.migrations import configuration
from tests.servers import Servers

TENANT = "11111111-1111-7111-8111-111111111111"
TASKS = """
insert into tasks (id, tenant_id, work_item_id, type, type_version, key, queue_key, lane_id, skills, levels, state,
                   priority, rank, ready_at, created_at, due_at)
select uuidv7(), $1, uuidv7(), 'task', 1, 'task', 'desk', 1, '{}', '{}', state, 50, now(), now(), now(),
       due_at::timestamptz
from (values ('ready', '2026-03-01 23:59:59Z'), ('ready', '2026-03-02 00:00Z'), ('ready', '2026-03-02 12:00Z'),
             ('ready', null), ('cancelled', '2026-03-02 12:00Z')) t (state, due_at)"""


@pytest.fixture
def old(servers: Servers, worker_id: str) -> str:
    """The owner's URL of a database without tables."""
    name = f"old_{worker_id}"

    async def make() -> None:
        connection = await asyncpg.connect(servers.superuser_url("postgres"))
        await connection.execute(f'create database "{name}" owner bpo_owner')
        await connection.close()

    asyncio.run(make())
    return servers.owner_url(name)


async def migrated(url: str, revision: str) -> None:
    def upgrade(connection: Connection) -> None:
        config = configuration(connection)
        config.attributes["url"] = url
        command.upgrade(config, revision)

    engine = create_async_engine("postgresql+asyncpg" + url[url.index("://") :])
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


async def test_open_tasks_that_are_there_are_counted_on_the_day_on_which_they_are_due(old: str) -> None:
    await migrated(old, "0019")
    owner = await asyncpg.connect(old)
    await owner.execute(f"set bpo.tenants = '{{{TENANT}}}'")
    await owner.execute(
        "insert into tenants (id, slug, name, timezone, country, created_at)"
        " values ($1, 'old', 'Old', 'UTC', 'US', now())",
        TENANT,
    )
    await owner.execute(TASKS, TENANT)
    await migrated(old, "0020")
    counts = await owner.fetch("select queue_key, due_on::text, n from due_counts order by due_on")
    assert [tuple(row) for row in counts] == [("desk", "2026-03-01", 1), ("desk", "2026-03-02", 2)]
    await owner.execute("update tasks set state = 'cancelled' where due_at = '2026-03-02 12:00Z' and state = 'ready'")
    deltas = await owner.fetch("select queue_key, due_on::text, n from due_deltas")
    assert [tuple(row) for row in deltas] == [("desk", "2026-03-02", -1)]
    await owner.close()
