"""Goes through the past of a pattern, page by page: enters its items, then counts what it would have raised. After a
while it lets looks go first, and goes on with another message."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec import structs

from rules.patterns import candidate, keys_of
from tasks.configuration import Configuration
from tasks.patterns import store
from tasks.patterns.correlating import due_after
from tasks.patterns.in_force import PatternInForce
from tasks.patterns.past import Assignment, Page, Past
from tasks.patterns.seeing import SeenRow, seen_row
from tasks.patterns.store import Span
from tenants.ids import new_id
from tenants.outages import is_outage

from .matching import Found, Matcher, Sought

SLICE = timedelta(seconds=1)

log = structlog.get_logger()


class PastWorker:
    def __init__(self, past: Past, matcher: Matcher, ring: Callable[[], None], clock: Callable[[], datetime]) -> None:
        self._past = past
        self._matcher = matcher
        self._ring = ring
        self._clock = clock

    async def work(self, tenant_id: UUID, pattern_id: UUID) -> None:
        """A while of it. Raises outages: another message takes it up where it was."""
        job = await self._past.hold(tenant_id, pattern_id, self._clock())
        if job is None:
            return
        if job.state == "retiring":
            await self._past.forget(job)
            return
        try:
            await self._work(job)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("the past of a pattern could not be gone through", pattern=str(pattern_id))
            await self._past.report(job, self._clock(), backfill="failed", error=f"{type(error).__name__}: {error}")
        self._ring()

    async def _work(self, job: Assignment) -> None:
        until = self._clock() + SLICE
        configuration = await self._past.configurations.of(job.tenant_id)
        present: Assignment | None = job
        while present is not None:
            if self._clock() > until:
                await self._past.hand_over(present, self._clock())
                return
            present = await self._page(present, configuration)

    async def _page(self, job: Assignment, configuration: Configuration) -> Assignment | None:
        """What is then to be done; None when that is all, or it is no longer wanted."""
        if job.backfill == "correlating" and job.place is None:
            await self._past.settle()
            await self._past.report(job, self._clock(), total=await self._past.count_items(job))
        rows = await self._past.page(job)
        if not rows:
            return await self._end(job)
        would_raise = 0
        if job.backfill == "correlating":
            await self._past.write(job, self._entered(job, rows, configuration))
        else:
            would_raise = sum([await self._count(job, row, configuration) for row in rows])
        is_wanted = await self._past.add(job, self._clock(), place=rows[-1].id, done=len(rows), would_raise=would_raise)
        return structs.replace(job, place=rows[-1].id) if is_wanted else None

    async def _end(self, job: Assignment) -> Assignment | None:
        if job.backfill == "correlating":
            is_wanted = await self._past.correlated(job, self._clock())
            self._ring()
            return structs.replace(job, backfill="counting", place=None) if is_wanted else None
        await self._past.report(job, self._clock(), backfill="finished")
        if job.is_trial:
            await self._past.forget(job)
        return None

    def _entered(self, job: Assignment, rows: list[SeenRow], configuration: Configuration) -> Page:
        page, each = Page([], []), job.pattern
        if each is None:
            return page
        for row in rows:
            item = seen_row(row, configuration.tenant)
            keys = keys_of(each.pattern, each.key, item)
            page.keys.extend((row.id, row.received_at, key) for key in keys)
            if keys and each.pattern.after and not job.is_trial and candidate(each.pattern, each.key, item).fits[0]:
                page.looks.extend(self._looks(each, row, configuration))
        return page

    def _looks(
        self, each: PatternInForce, row: SeenRow, configuration: Configuration
    ) -> list[tuple[UUID, UUID, datetime]]:
        """That it is still to be waited for."""
        due_at, now = due_after(each.pattern, row.received_at, configuration), self._clock()
        return [(new_id(now), row.id, due_at)] if due_at > now else []

    async def _count(self, job: Assignment, row: SeenRow, configuration: Configuration) -> int:
        """Sets that the item completed when it was received (with `after`: when it had been waited for)."""
        each = job.pattern
        if each is None or row.cancelled_at is not None:
            return 0
        sought = Sought(configuration.tenant, each, seen_row(row, configuration.tenant))
        within = timedelta(microseconds=each.pattern.within_us)
        until = row.received_at + (within if each.pattern.after else timedelta(0))
        sets: set[bytes] = set()
        for key in keys_of(each.pattern, each.key, sought.item):
            found = await self._matcher.find(sought, key, Span(row.received_at - within, until))
            sets |= self._completed(each, row, found, configuration)
        return len(sets)

    def _completed(self, each: PatternInForce, row: SeenRow, found: Found, configuration: Configuration) -> set[bytes]:
        matches = found.matches
        if each.pattern.after is not None:
            is_ripe = due_after(each.pattern, row.received_at, configuration) <= self._clock()
            matches = [match for match in matches if is_ripe and found.candidates[match.items[0]].id == row.id]
        return {store.digest_of(found.ids(match)) for match in matches}
