"""Every path of the product takes its rows in one order, so that no two ever wait for each other."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import asyncpg
import pytest

from command.soak.truth import Truth
from tests.faults import lock_order
from tests.faults.errands import browse, errands, submit_for_nobody, sweep_as_if
from tests.faults.installation import Installation
from tests.faults.load import Load, stage_in
from tests.faults.truth import truth_of, url_of
from tests.faults.write_ahead import watching
from tests.servers import Servers
from tests.workers.receivers import receiver

SECONDS = 10
SEED = 7
DRAINED_WITHIN_S = 90
SOME_ROWS = """
insert into tenants (id, slug, name, timezone, country, created_at) values (uuidv7(), 't', 'T', 'UTC', 'US', now());
insert into products (tenant_id, sku, name, on_hand) select id, sku, sku, 1 from tenants, unnest('{a,b}'::text[]) sku;
insert into queues (tenant_id, key, name) select id, 'desk', 'Desk' from tenants;
insert into queue_counts (tenant_id, queue_key, state, n) select id, 'desk', 'ready', 1 from tenants;
insert into documents (tenant_id, work_item_id, version, document) select id, id, 1, '{}' from tenants"""
OUT_OF_ORDER = {
    "update products set reserved = 0 where sku = 'b'; select from products where sku = 'a' for update": (
        "two rows of products out of order"
    ),
    "update tenants set weight = 2; update products set reserved = 0 where sku = 'a'": "products after tenants",
    "select from tenants for update": "tenants locked against foreign keys",
    "update queues set revision = 2": "queues without their row of tenants",
    "update documents set version = 2": "documents has no place in the lock order",
    "update tenants set weight = 3; update queues set revision = 3; update queue_counts set n = 2": None,
}
"""Transactions, and what is wrong with each."""

_NEVER_CALLED = """
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where n.nspname like 'bpo\\_code\\_%' and l.lanname = 'plpgsql'
  and p.prosrc ~* 'for update|for no key update|update |delete from'
  and p.proname not like 'erase%' and p.prosrc !~ 'looks|patterns|correlations'
  and not exists (select from pg_stat_user_functions s where s.funcid = p.oid)"""
"""Of those that take rows. What a tenant had that is erased, nobody else takes any more; the stage has no patterns."""


@pytest.fixture(scope="module")
def some_database(servers: Servers, new_database: Callable[[str], str], worker_id: str) -> str:
    name = f"lock_order_{worker_id}"
    new_database(name)

    async def fill() -> None:
        connection = await asyncpg.connect(servers.superuser_url(name))
        await connection.execute(SOME_ROWS)
        await connection.close()

    asyncio.run(fill())
    return name


@pytest.mark.timeout(SECONDS + 2 * DRAINED_WITHIN_S + 120)
async def test_every_transaction_takes_its_rows_in_the_lock_order(installation: Installation, servers: Servers) -> None:
    truth = truth_of(installation, servers)
    await truth.rows("alter system set track_functions = 'pl'")
    await truth.rows("select pg_reload_conf()")
    async with watching(url_of(installation, servers)) as watch:
        async with stage_in(installation) as (http, stage):
            with receiver() as inbox:
                inbox.answers.extend([500, 204, 204, 410])
                run = asyncio.to_thread(errands, installation, stage, f"http://127.0.0.1:{inbox.port}/hook")
                load = Load(http, stage, SEED)
                await asyncio.gather(load.run(SECONDS), run)
                await load.work_off(truth.open, DRAINED_WITHIN_S)
        await browse(installation.settings)
        installation.kill("worker")
        submit_for_nobody(installation, stage)
        await sweep_as_if(installation.settings, timedelta(days=40))
        assert await never_called(truth) == []
        installation.stop()
        assert await lock_order.faults(watch) == []


@pytest.mark.parametrize(("statements", "fault"), OUT_OF_ORDER.items())
async def test_a_transaction_out_of_order_is_found(
    servers: Servers, some_database: str, statements: str, fault: str | None
) -> None:
    async with watching(servers.superuser_url(some_database)) as watch:
        await watch.connection.execute(statements)
        assert await lock_order.faults(watch) == ([fault] if fault else [])


async def never_called(truth: Truth) -> list[str]:
    """Functions that take rows and were not tried. The statistics are a second behind."""
    for _ in range(20):
        names = [name for (name,) in await truth.rows(_NEVER_CALLED)]
        if not names:
            break
        await asyncio.sleep(0.5)
    return names
