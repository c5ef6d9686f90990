"""What each login of the database may see and do, table by table, whatever the code above it forgets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import Table

import tasks.models
from tenants.logins import APP, SYSTEM, url_of
from tenants.models import SHARED_TABLES, Base
from tenants.settings import Settings
from tests.servers import Servers

assert tasks.models.__all__  # importing it registers the tables

OWNED = sorted(
    name for name, table in Base.metadata.tables.items() if "tenant_id" in table.columns and name not in SHARED_TABLES
)
HIDDEN = [table for table in OWNED if table != "users"]
"""From the owner, too, as whom `authenticate` looks people up."""

APPENDED = (
    "audit",
    "audit_seals",
    "decisions",
    "documents",
    "history",
    "raised_sets",
    "ruleset_versions",
    "stock_outs",
    "task_type_versions",
)
CHANGES = (
    "update {} set tenant_id = tenant_id where tenant_id = '{}'",
    "delete from {} where tenant_id = '{}'",
)
SEEN_BY_SYSTEM = {
    "audit_unsealed": {"tenant_id"},
    "due_deltas": {"id", "tenant_id"},
    "imports": {"tenant_id", "id", "state", "held_until", "kept_until"},
    "looks": {"tenant_id", "id", "next_at"},
    "outbox": {"id", "tenant_id"},
    "patterns": {"tenant_id", "id", "state", "backfill", "held_until"},
    "queue_deltas": {"id", "tenant_id"},
    "queue_past": {"tenant_id", "slot"},
    "runs": {"tenant_id", "work_item_id", "id", "state", "deadline"},
    "simulations": {"tenant_id", "id", "state"},
    "tasks": {"tenant_id", "work_item_id", "id", "state", "lease_until"},
    "timers": {"tenant_id", "work_item_id", "id", "due_at"},
    "unread_documents": {"id", "tenant_id"},
    "webhook_deliveries": {"tenant_id", "webhook_id", "subject_id", "state", "next_at", "created_at"},
    "webhooks": {"tenant_id", "id", "retired_at", "disabled_at"},
}
VALUES = {
    "ARRAY": "'{}'",
    "JSON": "'{}'",
    "TIMESTAMP": "now()",
    "big_integer": "1",
    "boolean": "true",
    "date": "current_date",
    "integer": "1",
    "large_binary": "''",
    "numeric": "1",
    "text": "'x'",
    "type_decorator": "1",
    "uuid": "gen_random_uuid()",
}
VALUES_OF = {
    "imports.format": "'csv'",
    "imports.state": "'running'",
    "looks.cause": "'received'",
    "patterns.backfill": "'finished'",
    "patterns.state": "'in_force'",
    "runs.state": "'queued'",
    "simulations.state": "'running'",
    "task_type_versions.dispositions": "'{done}'",
    "tasks.state": "'ready'",
    "timers.kind": "'rule'",
    "comments.visible_to": "'staff'",
    "users.email": "gen_random_uuid()::text",
    "users.role": "'client'",
    "webhook_deliveries.next_at": "now()",
}


@pytest.fixture(scope="module")
def neighbours(settings: Settings, servers: Servers) -> tuple[UUID, UUID]:
    """Two tenants, each with a row in every table that a tenant owns."""
    here, there = uuid4(), uuid4()

    async def fill() -> None:
        connection = await asyncpg.connect(servers.superuser_url(database_of(settings)))
        for tenant in (here, there):
            await connection.execute(
                "insert into tenants (id, slug, name, timezone, country, created_at)"
                " values ($1, $2, 'T', 'UTC', 'US', now())",
                tenant,
                f"t{tenant.hex}",
            )
            for name in OWNED:
                await connection.execute(a_row_of(Base.metadata.tables[name], tenant))
        await connection.close()

    asyncio.run(fill())
    return here, there


def database_of(settings: Settings) -> str:
    return urlsplit(settings.database_url).path.removeprefix("/")


def a_row_of(table: Table, tenant: UUID) -> str:
    given = {"tenant_id": f"'{tenant}'"}
    for column in table.columns:
        is_needed = not column.nullable and column.server_default is None and column.identity is None
        named = VALUES_OF.get(f"{table.name}.{column.name}")
        if (is_needed or named) and column.name not in given:
            given[column.name] = named or VALUES[column.type.__visit_name__]
    return f"insert into {table.name} ({', '.join(given)}) values ({', '.join(given.values())})"  # noqa: S608 - no input


class Login:
    """A connection of one login, whose transactions a test binds to tenants."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    async def tenants_in(self, table: str, *bound: UUID) -> set[UUID]:
        async with self.connection.transaction():
            await self.bind(*bound)
            rows = await self.connection.fetch(f"select tenant_id from {table}")  # noqa: S608 - no input
            return {row[0] for row in rows if row[0] is not None}

    async def do(self, sql: str, *bound: UUID) -> str:
        """What was done, as PostgreSQL tells it; undone afterwards."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await self.bind(*bound)
            return str(await self.connection.execute(sql))
        finally:
            await transaction.rollback()

    async def bind(self, *bound: UUID) -> None:
        named = "{" + ",".join(map(str, bound)) + "}"
        await self.connection.execute("select set_config('bpo.tenants', $1, true)", named)


@asynccontextmanager
async def login(url: str) -> AsyncIterator[Login]:
    connection = await asyncpg.connect(url)
    try:
        yield Login(connection)
    finally:
        await connection.close()


@pytest.fixture(params=["owner", APP])
async def bound_login(request: pytest.FixtureRequest, settings: Settings) -> AsyncIterator[Login]:
    """Those that row-level security binds: the owner, too."""
    url = settings.database_url if request.param == "owner" else url_of(APP, settings.database_url)
    async with login(url) as opened:
        yield opened


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Login]:
    async with login(url_of(APP, settings.database_url)) as opened:
        yield opened


@pytest.fixture
async def system(settings: Settings) -> AsyncIterator[Login]:
    async with login(url_of(SYSTEM, settings.database_url)) as opened:
        yield opened


@pytest.mark.parametrize("table", HIDDEN)
async def test_bound_to_a_tenant_nothing_of_another_is_seen(
    bound_login: Login, neighbours: tuple[UUID, UUID], table: str
) -> None:
    here, there = neighbours
    assert await bound_login.tenants_in(table, here) == {here}
    assert await bound_login.tenants_in(table, there) == {there}
    assert await bound_login.tenants_in(table, here, there) == {here, there}


@pytest.mark.usefixtures("neighbours")
@pytest.mark.parametrize("table", HIDDEN)
async def test_bound_to_nobody_nothing_is_seen(bound_login: Login, table: str) -> None:
    assert await bound_login.tenants_in(table) == set()


async def test_a_tenants_people_are_seen_by_the_app_of_that_tenant(app: Login, neighbours: tuple[UUID, UUID]) -> None:
    here, _ = neighbours
    assert await app.tenants_in("users", here) == {here}
    assert await app.tenants_in("users") == set()


@pytest.mark.parametrize("table", OWNED)
async def test_bound_to_a_tenant_no_row_of_another_can_be_written(
    app: Login, neighbours: tuple[UUID, UUID], table: str
) -> None:
    here, there = neighbours
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.do(a_row_of(Base.metadata.tables[table], there), here)


@pytest.mark.parametrize("table", OWNED)
@pytest.mark.parametrize("sql", CHANGES)
async def test_bound_to_a_tenant_no_row_of_another_can_be_changed_or_deleted(
    app: Login, neighbours: tuple[UUID, UUID], table: str, sql: str
) -> None:
    here, there = neighbours
    try:
        done = await app.do(sql.format(table, there), here)
    except asyncpg.InsufficientPrivilegeError:
        done = "nothing, not even of its own 0"
    assert done.endswith(" 0")


@pytest.mark.parametrize("table", APPENDED)
@pytest.mark.parametrize("sql", ["update {} set tenant_id = tenant_id", "delete from {}", "truncate {}"])
async def test_what_has_been_recorded_is_never_changed(
    app: Login, neighbours: tuple[UUID, UUID], table: str, sql: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.do(sql.format(table), *neighbours)


async def test_the_app_cannot_read_what_keys_are_known_by(app: Login) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.do("select digest from api_keys")


@pytest.mark.parametrize("table", SEEN_BY_SYSTEM)
async def test_the_scheduler_finds_work_of_all_tenants(
    system: Login, neighbours: tuple[UUID, UUID], table: str
) -> None:
    assert await system.tenants_in(table) >= set(neighbours)


@pytest.mark.parametrize("table", OWNED)
async def test_the_scheduler_sees_ids_states_and_times_and_nothing_of_a_document(system: Login, table: str) -> None:
    seen = {
        column.name
        for column in Base.metadata.tables[table].columns
        if await system.connection.fetchval("select has_column_privilege($1, $2, 'select')", table, column.name)
    }
    assert seen == SEEN_BY_SYSTEM.get(table, set())


@pytest.mark.parametrize("privilege", ["insert", "update", "delete", "truncate"])
async def test_the_scheduler_changes_nothing(system: Login, privilege: str) -> None:
    may = [
        table
        for table in Base.metadata.tables
        if await system.connection.fetchval("select has_any_column_privilege($1, 'update')", table)
        or await system.connection.fetchval("select has_table_privilege($1, $2)", table, privilege)
    ]
    assert may == []


@pytest.mark.parametrize("name", [APP, SYSTEM])
async def test_no_login_of_the_product_stands_above_row_level_security(app: Login, name: str) -> None:
    role = await app.connection.fetchrow(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = $1", name
    )
    assert role is not None
    assert not any(role)


async def test_no_transaction_of_the_app_lasts(app: Login) -> None:
    for setting in ("transaction_timeout", "idle_in_transaction_session_timeout"):
        assert await app.connection.fetchval("select current_setting($1)", setting) == "5s"


async def test_every_table_is_owned_by_a_tenant_and_forced_or_known_to_be_shared(app: Login) -> None:
    rows = await app.connection.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        " and not (relrowsecurity and relforcerowsecurity)"
    )
    assert {row[0] for row in rows} == SHARED_TABLES
