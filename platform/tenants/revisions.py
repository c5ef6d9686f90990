"""Whether a database serves this version of the product: asked by every probe, hence without Alembic, which would read
all migrations each time."""

from functools import cache
from pathlib import Path
from typing import Any

from . import code

VERSIONS = Path(__file__).parent / "migrations" / "versions"


@cache
def newest() -> str:
    """Of this version's migrations the last. Revisions are numbers of one chain, and names of files begin with them."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


async def is_current(connection: Any) -> bool:
    """Whether a database's tables are at this version's newest migration or, while a newer version takes over, past it,
    and its functions are there."""
    known = await connection.fetchval("select to_regclass('alembic_version') is not null")
    return bool(
        known
        and newest() <= (await connection.fetchval("select version_num from alembic_version") or "")
        and await connection.fetchval("select to_regnamespace($1) is not null", code.schema())
    )
