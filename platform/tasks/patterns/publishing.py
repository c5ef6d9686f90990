"""Which patterns of a ruleset are in force: those of the version that is published, each as long as its text is
there."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rules.keys import duration_us
from tenants.database import Database
from tenants.ids import new_id

from ..configuring.change import Change
from ..fingerprints import fingerprint
from ..models import Look, Outbox, Pattern

ACTOR = "go_through_past"
BEGUN: dict[str, Any] = {
    "backfill": "correlating",
    "place": None,
    "done": 0,
    "total": None,
    "would_raise": 0,
    "error": None,
}


async def put_in_force(change: Change, key: str, contents: Iterable[dict[str, Any]]) -> None:
    """These and no others. A new one, or one that was out of force, is told of the past by a worker; one that stays
    goes on as it is."""
    rows = await change.session.scalars(select(Pattern).where(Pattern.key == key, Pattern.state != "trial"))
    known = {row.digest: row for row in rows}
    wanted = {fingerprint(content, ()): content for content in contents}
    for nth, (digest, content) in enumerate(wanted.items()):
        row = known.get(digest)
        if row is None:
            row = new_row(change.tenant_id, key, nth, content, change.now)
            change.session.add(row)
        elif row.state == "in_force":
            row.nth = nth
            continue
        row.state, row.nth, row.since = "in_force", nth, since(content, change.now)
        _begin(change.session, row, change.now)
    for digest, row in known.items():
        if digest not in wanted and row.state == "in_force":
            await _retire(change, row)


async def read_anew(change: Change, item_type: str) -> None:
    """The schema of a type has changed: what its items are to patterns may have, too."""
    rows = await change.session.scalars(
        select(Pattern).where(Pattern.state == "in_force", Pattern.types.contains([item_type]))
    )
    for row in rows:
        row.since = since(row.content, change.now)
        _begin(change.session, row, change.now)


def new_row(tenant_id: UUID, key: str, nth: int, content: dict[str, Any], now: datetime) -> Pattern:
    return Pattern(
        tenant_id=tenant_id,
        id=new_id(now),
        key=key,
        name=content["name"],
        nth=nth,
        digest=fingerprint(content, ()),
        content=content,
        types=types_of(key, content),
        state="in_force",
        since=since(content, now),
        held_until=now,
        created_at=now,
        **BEGUN,
    )


def types_of(key: str, content: Mapping[str, Any]) -> list[str]:
    members = [member for part in ("all", "any", "not") for member in content.get(part, ())]
    return sorted({member.get("type") or key for member in members})


def since(content: Mapping[str, Any], now: datetime) -> datetime:
    """From when on items of the past can belong together with one that comes now, or (`after`) be waited for."""
    waiting = content.get("after")
    return now - timedelta(microseconds=duration_us(content["within"]) + (duration_us(waiting) if waiting else 0))


def _begin(session: AsyncSession, row: Pattern, now: datetime) -> None:
    for field, value in BEGUN.items():
        setattr(row, field, value)
    row.held_until = now
    ask(session, row.tenant_id, row.id)


def ask(session: AsyncSession, tenant_id: UUID, pattern_id: UUID) -> None:
    """A worker to go through its past, or to remove what is kept of it."""
    payload = {"tenant": str(tenant_id), "pattern": str(pattern_id)}
    session.add(Outbox(tenant_id=tenant_id, actor=ACTOR, payload=payload))


async def _retire(change: Change, row: Pattern) -> None:
    row.state, row.held_until = "retiring", change.now
    await change.session.execute(delete(Look).where(Look.pattern_id == row.id))
    ask(change.session, row.tenant_id, row.id)


async def ask_again(db: Database, tenant_id: UUID, pattern_id: UUID, now: datetime) -> None:
    """For one that nobody has gone on with: once, until it has been silent for as long again."""
    async with db.session([tenant_id]) as session:
        of_it = (Pattern.tenant_id == tenant_id, Pattern.id == pattern_id, Pattern.held_until <= now)
        await session.execute(update(Pattern).where(*of_it).values(held_until=now))
        ask(session, tenant_id, pattern_id)
