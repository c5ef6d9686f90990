"""A ruleset's patterns tried on the past, and nothing raised: how many signals they would have raised."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Pattern
from .publishing import ask, new_row
from .views import BackfillView, backfill_of


class TriedPattern(Struct, frozen=True):
    name: str
    backfill: BackfillView


class TrialView(Struct, frozen=True):
    """`state`: running, finished or failed."""

    id: UUID
    state: str
    ruleset: str
    created_at: datetime
    patterns: list[TriedPattern]


async def start(
    session: AsyncSession, tenant_id: UUID, key: str, contents: Sequence[dict[str, Any]], trial_id: UUID, now: datetime
) -> None:
    """In the place of the trials of this ruleset that have come to an end."""
    ended = (Pattern.key == key, Pattern.state == "trial", Pattern.backfill.in_(("finished", "failed")))
    await session.execute(delete(Pattern).where(*ended))
    for nth, content in enumerate(contents):
        row = new_row(tenant_id, key, nth, content, now)
        row.state, row.trial_id = "trial", trial_id
        session.add(row)
        ask(session, tenant_id, row.id)


async def read(session: AsyncSession, trial_id: UUID) -> TrialView | None:
    """None where there is none; one without patterns has nothing to show."""
    query = select(Pattern).where(Pattern.trial_id == trial_id).order_by(Pattern.nth)
    rows = (await session.scalars(query)).all()
    if not rows:
        return None
    tried = [TriedPattern(row.name, backfill_of(row)) for row in rows]
    states = {each.backfill.state for each in tried}
    state = "running" if states & {"correlating", "counting"} else "failed" if "failed" in states else "finished"
    return TrialView(trial_id, state, rows[0].key, rows[0].created_at, tried)
