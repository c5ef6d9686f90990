"""Items with tasks, histories, decisions, audit and counts, spread over what is configured: tenants, types, queues and
operators that are there already. `bpo verify` finds nothing wrong with them."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg

from tasks.words import words_in
from tenants import decimals
from tenants.code import located

from ...demo.claims import read_claims
from ...demo.orders import read_orders
from ...errors import CommandError
from ...terminal import complain

HERE = Path(__file__).parent
MILLION = 1_000_000
BATCH = 50_000
SPAN = timedelta(days=90)
SAMPLES = 100
FILLED = (
    *(
        "work_items",
        "documents",
        "item_words",
        "tasks",
        "ready_tasks",
        "timers",
        "runs",
        "stock_outs",
        "history",
        "decisions",
    ),
    *("audit", "audit_seals", "webhook_deliveries", "queue_counts", "lanes", "tenants"),
)


class NothingToFill(CommandError):
    """No active tenant has a work type, a queue of its own and an operator: make them first."""


async def fill(database_url: str, items: int = MILLION, *, span: timedelta = SPAN) -> None:
    """So many new items, received over the last `span`, written as the owner of the database. Raises NothingToFill.

    A tenant whose slug comes earlier has more of them. Webhooks that are there have delivered one message an item.
    """
    mark = f"F{secrets.token_hex(3)}-"
    async with _owner(database_url) as connection:
        await connection.execute(_sql("places"))
        await _add_samples(connection)
        if not await connection.fetchval("select exists (select from places)"):
            raise NothingToFill
        for first in range(1, items + 1, BATCH):
            last = min(items, first + BATCH - 1)
            async with connection.transaction():
                await connection.execute(_sql("drawn"), first, last, items, span, mark)
                await connection.execute(_sql("rows"))
                await connection.execute(located("select bpo_code.fold_dues(array_agg(id), $1) from tenants"), BATCH)
            complain(f"filled {last:,} of {items:,} items ...")
        await connection.execute(located(_sql("seals")))
        await connection.execute(f"vacuum analyze {', '.join(FILLED)}")


@asynccontextmanager
async def _owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Bound to every tenant, as row-level security asks of the owner too; the same dice every time."""
    connection = await asyncpg.connect(database_url, command_timeout=None)
    try:
        await connection.execute("select set_config('bpo.tenants', array_agg(id)::text, false) from tenants")
        await connection.execute("set synchronous_commit = off; set jit = off; select setseed(0.5)")
        yield connection
    finally:
        await connection.close()


async def _add_samples(connection: asyncpg.Connection) -> None:
    documents: dict[str, Sequence[object]] = {"order": read_orders(), "claim": read_claims()}
    written = [
        (type_, nth, decimals.dumps(document))
        for type_, given in documents.items()
        for nth, document in zip(range(SAMPLES), given, strict=False)
    ]
    rows = [(type_, nth, text, words_in(decimals.loads(text))) for type_, nth, text in written]
    await connection.executemany("insert into samples (type, nth, document, words) values ($1, $2, $3, $4)", rows)


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text()
