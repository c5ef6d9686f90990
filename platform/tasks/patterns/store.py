"""Looks, keys and sets that were raised, in the database."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from rules.patterns import MOST_READ
from tenants import decimals
from tenants.database import Database, Executor

from .seeing import SeenRow

PAGE = 100
"""Documents in memory at once: each may have 1 MiB."""
WARNING_PAUSE = timedelta(minutes=1)
_LAST = UUID(int=2**128 - 1)


class Look(Struct, frozen=True):
    """`attempt`: which one this is, from 1; `config_version` of the tenant when it began."""

    tenant_id: UUID
    id: UUID
    pattern_id: UUID
    work_item_id: UUID
    cause: str
    attempt: int
    config_version: int


class Span(Struct, frozen=True):
    """Times of receipt, both included."""

    since: datetime
    until: datetime


async def begin(db: Database, tenant_id: UUID, look_id: UUID, limit: timedelta, now: datetime) -> Look | None:
    """None where it was done, or has to wait."""
    rows = await db.fetch("select * from bpo_code.begin_look($1, $2, $3, $4)", tenant_id, look_id, limit, now)
    return Look(tenant_id, look_id, *rows[0]) if rows else None


async def end(executor: Executor, look: Look) -> bool:
    """False: somebody else has ended it."""
    (row,) = await executor.fetch("select bpo_code.end_look($1, $2)", look.tenant_id, look.id)
    return bool(row[0])


async def put_off(db: Database, look: Look, next_at: datetime) -> None:
    await db.fetch("select bpo_code.put_off_look($1, $2, $3)", look.tenant_id, look.id, next_at)


async def items(db: Database, tenant_id: UUID, ids: Iterable[UUID]) -> list[SeenRow]:
    rows = await db.fetch("select * from bpo_code.seen_items($1, $2)", tenant_id, list(ids))
    return [SeenRow(*row) for row in rows]


async def newest_of_key(
    db: Database, tenant_id: UUID, pattern_id: UUID, key: bytes, span: Span
) -> AsyncIterator[list[SeenRow]]:
    """At most `MOST_READ` and one more, in pages."""
    until, item, left = span.until, _LAST, MOST_READ + 1
    while left > 0:
        rows = await db.fetch(
            "select * from bpo_code.items_of_key($1, $2, $3, $4, $5, $6, $7)",
            tenant_id,
            pattern_id,
            key,
            span.since,
            until,
            item,
            min(PAGE, left),
        )
        page = [SeenRow(*row) for row in rows]
        if page:
            yield page
        if len(page) < PAGE:
            return
        until, item, left = page[-1].received_at, page[-1].id, left - len(page)


def digest_of(ids: Iterable[UUID]) -> bytes:
    """The same for the same set of items."""
    return hashlib.sha256(b"".join(sorted(each.bytes for each in ids))).digest()[:16]


async def raised(db: Database, look: Look, digests: Sequence[bytes]) -> set[bytes]:
    rows = await db.fetch(
        "select * from bpo_code.raised_of($1, $2, $3)", look.tenant_id, look.pattern_id, list(digests)
    )
    return {row[0] for row in rows}


async def raise_once(executor: Executor, look: Look, receiver: UUID, ids: Sequence[UUID], now: datetime) -> bool:
    """True for the one transaction that raises the signals of this set."""
    (row,) = await executor.fetch(
        "select bpo_code.raise_set($1, $2, $3, $4, $5, $6)",
        look.tenant_id,
        look.pattern_id,
        digest_of(ids),
        receiver,
        list(ids),
        now,
    )
    return bool(row[0])


async def warn(db: Database, look: Look, kind: str, detail: str, now: datetime) -> None:
    """The latest of its kind, seen with the pattern."""
    warning: dict[str, Any] = {"detail": detail, "at": now, "work_item_id": look.work_item_id}
    await db.fetch(
        "select bpo_code.warn_of_pattern($1, $2, $3, $4, $5, $6)",
        look.tenant_id,
        look.pattern_id,
        kind,
        decimals.dumps(warning),
        WARNING_PAUSE,
        now,
    )
