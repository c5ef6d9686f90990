"""`bpo verify`: a line for each violation, one of figures, and a status that a script can ask for."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import asyncpg
import pytest

from command.errors import ServerUnusable
from command.verify import verify
from tenants.settings import Settings


@pytest.fixture(scope="module")
def own(settings: Settings, new_database: Callable[[str], str], worker_id: str) -> Settings:
    return replace(settings, database_url=new_database(f"verify_command_{worker_id}"))


async def execute(settings: Settings, *statements: str) -> None:
    """As the owner, bound to the installation."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute("select set_config('bpo.tenants', '{00000000-0000-0000-0000-000000000000}', false)")
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def test_an_installation_without_violations_is_well(own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(own) == 0
    assert capsys.readouterr().out == "looked at nothing: no violations\n"


def test_a_violation_is_a_line_and_a_status(own: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    forgotten = "'00000000-0000-0000-0000-000000000000', '01a20993-a440-7a18-90df-b34f148bf8f0', now(), '{}', 'a', 'b'"
    asyncio.run(
        execute(own, f"insert into audit (tenant_id, id, at, actor, action, object) values ({forgotten})")  # noqa: S608 - no input
    )
    try:
        assert verify(own) == 1
        assert capsys.readouterr().out.splitlines() == [
            "installation  audit-unsealed  01a20993-a440-7a18-90df-b34f148bf8f0: no seal covers it, and none will",
            "looked at 1 audit rows: 1 violation",
        ]
    finally:
        asyncio.run(execute(own, "delete from audit"))


def test_a_database_of_another_version_is_said_in_one_line(own: Settings) -> None:
    asyncio.run(execute(own, "update alembic_version set version_num = '0000'"))
    with pytest.raises(ServerUnusable, match="not at this version"):
        verify(own)


def test_a_database_that_is_away_is_said_in_one_line(own: Settings) -> None:
    with pytest.raises(ServerUnusable, match="the database"):
        verify(replace(own, database_url="postgresql://bpo_owner:x@127.0.0.1:1/bpo"))
