"""A transaction that takes its rows out of order is found, as `test_mixed_load` looks for them."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from tests.faults import lock_order
from tests.faults.write_ahead import watching
from tests.servers import Servers

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


@pytest.mark.parametrize(("statements", "fault"), OUT_OF_ORDER.items())
async def test_a_transaction_out_of_order_is_found(
    servers: Servers, some_database: str, statements: str, fault: str | None
) -> None:
    async with watching(servers.superuser_url(some_database)) as watch:
        await watch.connection.execute(statements)
        assert await lock_order.faults(watch) == ([fault] if fault else [])
