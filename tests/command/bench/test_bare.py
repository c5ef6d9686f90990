"""The bare handlers are held to what the product does: as many rows in every table for the same work."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from command.bench import bare
from command.bench.floor import DISPOSITION, Floor, open_floor, order_for
from command.demo.client import Client
from tenants import decimals
from tenants.settings import Settings
from tests.conftest import ADMIN_KEY

TABLES = Path(bare.__file__).with_name("bare.sql")
COUNTED = ("work_items", "documents", "tasks", "ready_tasks", "history", "decisions", "audit", "audit_unsealed")


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """As the owner, with the bare tables, which are gone afterwards."""
    opened = await asyncpg.connect(settings.database_url)
    await opened.execute(TABLES.read_text())
    yield opened
    await opened.execute("drop schema bench cascade")
    await opened.close()


@pytest.fixture
async def admin(base_url: str) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        yield Client(http, ADMIN_KEY)


async def rows(connection: asyncpg.Connection, schema: str, tenant: UUID) -> dict[str, int]:
    await connection.execute("select set_config('bpo.tenants', $1::uuid[]::text, false)", [tenant])
    counts = {}
    for table in (*COUNTED, "queue_deltas"):
        counted = f"select count(*) from {schema}.{table} where tenant_id = $1"  # noqa: S608 - no input
        counts[table] = await connection.fetchval(counted, tenant)
    return counts


async def work_with_the_product(floor: Floor, admin: Client) -> None:
    operator = Client(admin.http, floor.operators[0].key)
    claimed = (await operator.send("POST", "/v1/tasks/claim", {})).read(dict)
    done = {"lease_token": claimed["lease"]["token"], "disposition": DISPOSITION, "result": {}}
    await operator.send("POST", f"/v1/tasks/{claimed['task']['id']}/complete", done)


async def work_by_hand(connection: asyncpg.Connection, operator: UUID, lanes: list[int]) -> None:
    (claimed,) = await connection.fetch(bare.CLAIM, operator, lanes, "{}")
    token, task = claimed["lease_token"], claimed["id"]
    done = await connection.fetch(bare.COMPLETE, task, operator, token, DISPOSITION, "{}", "{}", "{}", b"digest")
    assert len(done) == 1


def added(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in after}


async def test_a_claim_with_its_completion_writes_as_many_rows_by_hand(
    connection: asyncpg.Connection, admin: Client
) -> None:
    floor = await open_floor(admin, "bare", tenants=1, desks=1, operators=1)
    tenant, operator = floor.tenants[0].id, floor.operators[0].id
    lanes = await connection.fetchval("select bench.open(1, $1)", [operator])
    await floor.fill(1)
    await connection.execute("select bench.fill(1, $1, $2, $3)", [tenant], lanes, decimals.dumps(order_for("desk-1")))
    product, by_hand = await rows(connection, "public", tenant), await rows(connection, "bench", tenant)
    await work_with_the_product(floor, admin)
    await work_by_hand(connection, operator, lanes)
    of_product = added(product, await rows(connection, "public", tenant))
    assert of_product == added(by_hand, await rows(connection, "bench", tenant))
    assert (of_product["ready_tasks"], of_product["history"], of_product["decisions"]) == (-1, 4, 1)
