"""The past of a pattern, gone through by a worker page by page: first its items' keys are written, then what it would
have raised is counted. Gone on with by another worker when that one dies."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select, update

from tenants.database import Database
from tenants.ids import first_id

from ..configuration import Configurations
from ..models import Pattern, WorkItem, WorkType
from . import publishing
from .correlating import PATIENCE
from .in_force import PatternInForce, compiled
from .seeing import SeenRow

HOLD = timedelta(seconds=30)
"""How long a worker may be silent before another goes on."""
PAGE = 200
FORGET_PAGE = 5_000
SETTLING_S = 0.02


class Assignment(Struct, frozen=True):
    """`place`: the last item that was looked at in the present part. `pattern` None: it cannot be read."""

    tenant_id: UUID
    id: UUID
    state: str
    backfill: str
    types: tuple[str, ...]
    since: datetime
    place: UUID | None
    pattern: PatternInForce | None

    @property
    def is_trial(self) -> bool:
        return self.state == "trial"


class Page(Struct, frozen=True):
    """What a page of items has in the pattern: keys by item, and for items that will be waited for, until when."""

    keys: list[tuple[UUID, datetime, bytes]]
    looks: list[tuple[UUID, UUID, datetime]]


class Past:
    """The past of the patterns of one database."""

    def __init__(self, db: Database, configurations: Configurations) -> None:
        self._db = db
        self.configurations = configurations

    async def hold(self, tenant_id: UUID, pattern_id: UUID, now: datetime) -> Assignment | None:
        """For this worker alone; None where there is nothing to do, or another does it."""
        async with self._db.session([tenant_id]) as session:
            row = await session.get(Pattern, (tenant_id, pattern_id), with_for_update=True)
            if row is None or row.held_until > now or not _is_unfinished(row):
                return None
            row.held_until = now + HOLD
            schemas = {each.key: each.schema for each in await session.scalars(select(WorkType))}
            pattern = compiled(row, schemas)
            place, types = row.place, tuple(row.types)
        return Assignment(tenant_id, row.id, row.state, row.backfill, types, row.since, place, pattern)

    async def settle(self) -> None:
        """An intake that began before the pattern was in force may still write an item without its key."""
        before = await self._open()
        while before & await self._open():  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(SETTLING_S)

    async def _open(self) -> set[str]:
        return {row[0] for row in await self._db.fetch("select * from bpo_code.open_transactions()")}

    async def page(self, job: Assignment) -> list[SeenRow]:
        """The next one."""
        rows = await self._db.fetch(
            "select * from bpo_code.items_after($1, $2, $3, $4)",
            job.tenant_id,
            list(job.types),
            job.place or first_id(job.since),
            PAGE,
        )
        return [SeenRow(*row) for row in rows]

    async def count_items(self, job: Assignment) -> int:
        async with self._db.session([job.tenant_id]) as session:
            where = (WorkItem.tenant_id == job.tenant_id, WorkItem.type.in_(job.types))
            counted = select(func.count()).where(*where, WorkItem.id > first_id(job.since))
            return await session.scalar(counted) or 0

    async def write(self, job: Assignment, page: Page) -> None:
        items, received_at, keys = zip(*page.keys, strict=True) if page.keys else ((), (), ())
        looks, looked_at, next_at = zip(*page.looks, strict=True) if page.looks else ((), (), ())
        await self._db.fetch(
            "select bpo_code.correlate_past($1, $2, $3, $4, $5, $6, $7, $8)",
            *(job.tenant_id, job.id, list(items), list(received_at), list(keys)),
            *(list(looks), list(looked_at), list(next_at)),
        )

    async def add(self, job: Assignment, now: datetime, *, place: UUID, done: int, would_raise: int) -> bool:
        """What a page came to. False: it is no longer to be gone through as it was begun."""
        more: dict[str, Any] = {"done": Pattern.done + done, "would_raise": Pattern.would_raise + would_raise}
        return await self.report(job, now, place=place, **more)

    async def report(self, job: Assignment, now: datetime, *, hold: timedelta = HOLD, **values: Any) -> bool:
        """As `add`; the worker goes on holding it, unless `hold` is none."""
        still = (Pattern.tenant_id == job.tenant_id, Pattern.id == job.id, Pattern.state == job.state)
        async with self._db.session([job.tenant_id]) as session:
            changed = update(Pattern).where(*still, Pattern.backfill == job.backfill, Pattern.since == job.since)
            result = await session.execute(changed.values(held_until=now + hold, **values).returning(Pattern.id))
            return result.scalar_one_or_none() is not None

    async def hand_over(self, job: Assignment, now: datetime) -> None:
        """To whoever gets the next message, which is sent behind all that wait."""
        if await self.report(job, now, hold=timedelta(0)):
            async with self._db.session([job.tenant_id]) as session:
                publishing.ask(session, job.tenant_id, job.id)

    async def correlated(self, job: Assignment, now: datetime) -> bool:
        """The past's keys are written. False as in `add`."""
        rows = await self._db.fetch("select bpo_code.correlated($1, $2, $3, $4)", job.tenant_id, job.id, PATIENCE, now)
        return bool(rows[0][0])

    async def forget(self, job: Assignment) -> None:
        """All keys of a pattern that is no longer in force, or was only tried."""
        while (await self._db.fetch(_FORGET, job.tenant_id, job.id, FORGET_PAGE))[0][0]:
            pass


_FORGET = "select bpo_code.forget_pattern($1, $2, $3)"


def _is_unfinished(row: Pattern) -> bool:
    return row.state == "retiring" or (row.state != "retired" and row.backfill in ("correlating", "counting"))
