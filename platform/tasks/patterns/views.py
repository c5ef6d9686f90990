"""Patterns as they are shown: how far the past has been gone through, what was raised, and what was too much."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Look, Pattern, RaisedSet


class BackfillView(Struct, frozen=True):
    """`state`: correlating (the past's items are entered), counting (what would have been raised), finished, failed.
    `done` of `total` items, in each of the two."""

    state: str
    done: int
    total: int | None
    would_raise: int
    error: str | None


class WarningView(Struct, frozen=True):
    """The latest of its kind, and the item with which it came."""

    kind: str
    detail: str
    at: datetime
    work_item_id: UUID


class PatternView(Struct, frozen=True):
    """`raised`: sets of items for which it has; `waiting`: looks that are due or will be."""

    id: UUID
    name: str
    within: str
    types: list[str]
    raised: int
    last_raised_at: datetime | None
    waiting: int
    warnings: list[WarningView]
    backfill: BackfillView


async def in_force(
    session: AsyncSession, tenant_id: UUID, key: str, after: int | None, limit: int
) -> list[tuple[int, PatternView]]:
    """In the order of the ruleset, each with its place there."""
    where = (Pattern.tenant_id == tenant_id, Pattern.key == key, Pattern.state == "in_force")
    rows = await session.scalars(
        select(Pattern).where(*where, Pattern.nth > (-1 if after is None else after)).order_by(Pattern.nth).limit(limit)
    )
    return [(row.nth, await _view(session, row)) for row in rows]


async def _view(session: AsyncSession, row: Pattern) -> PatternView:
    of_it = (RaisedSet.tenant_id == row.tenant_id, RaisedSet.pattern_id == row.id)
    raised, last = (await session.execute(select(func.count(), func.max(RaisedSet.raised_at)).where(*of_it))).one()
    waiting = select(func.count()).where(Look.tenant_id == row.tenant_id, Look.pattern_id == row.id)
    return PatternView(
        id=row.id,
        name=row.name,
        within=row.content["within"],
        types=row.types,
        raised=raised,
        last_raised_at=last,
        waiting=await session.scalar(waiting) or 0,
        warnings=_warnings(row),
        backfill=backfill_of(row),
    )


def backfill_of(row: Pattern) -> BackfillView:
    return BackfillView(row.backfill, row.done, row.total, row.would_raise, row.error)


def _warnings(row: Pattern) -> list[WarningView]:
    said: Sequence[str] = sorted(row.warnings)
    return [
        WarningView(
            kind,
            row.warnings[kind]["detail"],
            datetime.fromisoformat(row.warnings[kind]["at"]),
            UUID(row.warnings[kind]["work_item_id"]),
        )
        for kind in said
    ]
