"""Enters the words of new documents, so that their items are found by them: a batch of many tenants at a time."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from asyncpg import Record

from tenants import decimals
from tenants.database import Database

from .words import words_in

Entry = tuple[UUID, UUID, str, bool]
"""Tenant, item, word, and whether it is gone from there."""


async def enter_words(db: Database, tenants: Sequence[UUID], limit: int) -> int:
    """Of so many items at most, in one transaction; answers of how many documents."""
    async with db.transaction() as transaction:
        rows = await transaction.fetch("select * from bpo_code.take_unread($1, $2)", tenants, limit)
        entries = list(_entries(rows))
        if entries:
            columns = (list(column) for column in zip(*entries, strict=True))
            await transaction.fetch("select bpo_code.enter_words($1, $2, $3, $4)", *columns)
    return len(rows)


def _entries(rows: Sequence[Record]) -> Iterator[Entry]:
    for (tenant_id, item_id), documents in groupby(rows, lambda row: (row["tenant_id"], row["work_item_id"])):
        *before, now = (words_in(decimals.loads(row["document"])) for row in documents)
        gone = {word for words in before for word in words}.difference(now)
        yield from ((tenant_id, item_id, word, True) for word in gone)
        yield from ((tenant_id, item_id, word, False) for word in now)
