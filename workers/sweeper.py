"""What time does: leases that ran out, runs that nobody finished, counts to fold, words to enter, audit to seal.

Any number of them may run: each thing is done under its item's lock, or is passed over where another is doing it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import redis.asyncio as redis

from tasks import jobs, simulations
from tasks.entering import enter_words
from tasks.imports import records as imports
from tasks.news import Change, News
from tasks.patterns import publishing
from tasks.patterns.correlating import PATIENCE as LOOK_PATIENCE
from tasks.reports import SLOTS, slot_of
from tasks.unfolding import SYSTEM
from tenants import decimals
from tenants.database import Database

from .finding import Finder

BATCH = 200
FOLD_BATCH = 5_000
WORDS_BATCH = 100
"""Items, whose documents may be large."""

RUN_PATIENCE = timedelta(minutes=1)
"""How long a message that was sent again may take to be worked on."""

PAST_PATIENCE = timedelta(seconds=10)

SENTINEL = "bpo:sentinel"
"""A key of the broker; where it is missing, the broker has lost its data, and all that is queued is sent again."""


class Sweeper:
    def __init__(
        self, db: Database, finder: Finder, broker: redis.Redis, news: News, clock: Callable[[], datetime]
    ) -> None:
        self._db = db
        self._finder = finder
        self._broker = broker
        self._news = news
        self._clock = clock

    async def lapse_leases(self) -> int:
        now = self._clock()
        found = await self._finder.lapsed_leases(now, BATCH)
        for task in found:
            (row,) = await self._db.fetch(
                "select bpo_code.lapse($1, $2, $3, $4, $5) as seq",
                task.tenant_id,
                task.work_item_id,
                task.id,
                decimals.dumps(SYSTEM),
                now,
            )
            if row["seq"] is not None:
                self._news.tell(Change(task.tenant_id, task.work_item_id, row["seq"], row["seq"]))
        return len(found)

    async def requeue_runs(self) -> int:
        now = self._clock()
        found = await self._finder.overdue_runs(now, BATCH)
        for run in found:
            await self._db.fetch(
                "select bpo_code.requeue($1, $2, $3, $4, $5)",
                run.tenant_id,
                run.work_item_id,
                run.id,
                RUN_PATIENCE,
                now,
            )
        return len(found)

    async def resend_jobs(self) -> int:
        now = self._clock()
        found = await self._finder.silent_jobs(now - jobs.PATIENCE, BATCH)
        for job_id in found:
            await jobs.send_again(self._db, job_id, now)
        return len(found)

    async def resend_imports(self) -> int:
        now = self._clock()
        found = await self._finder.silent_imports(now - imports.PATIENCE, BATCH)
        for tenant_id, import_id in found:
            await imports.send_again(self._db, tenant_id, import_id, now)
        return len(found)

    async def send_looks(self) -> int:
        """At patterns whose time has come (`after`), and those that nobody has done."""
        now, sent = self._clock(), 0
        for tenant_id, looks in (await self._finder.due_looks(now, BATCH)).items():
            (row,) = await self._db.fetch(
                "select bpo_code.send_looks($1, $2, $3, $4)", tenant_id, looks, LOOK_PATIENCE, now
            )
            sent += row[0]
        return sent

    async def resend_pasts(self) -> int:
        """Of patterns that nobody goes through any more."""
        now = self._clock()
        found = await self._finder.silent_pasts(now - PAST_PATIENCE, BATCH)
        for tenant_id, pattern_id in found:
            await publishing.ask_again(self._db, tenant_id, pattern_id, now)
        return len(found)

    async def resend_after_loss(self) -> int:
        """Runs and simulations; jobs and imports say themselves that nobody is at them. Sets the sentinel only when
        everything has been sent again."""
        if await self._broker.exists(SENTINEL):
            return 0
        tenants = await self._finder.tenants_with_queued_runs()
        for tenant_id in tenants:
            await self._db.fetch("select bpo_code.resend($1)", tenant_id)
        for tenant_id, simulation_id in await self._finder.running_simulations():
            await simulations.send_again(self._db, tenant_id, simulation_id)
        self._news.begin()
        await self._broker.set(SENTINEL, self._clock().isoformat())
        return len(tenants)

    async def fold_counts(self) -> int:
        tenants = await self._finder.tenants_with_deltas(FOLD_BATCH)
        if not tenants:
            return 0
        (row,) = await self._db.fetch("select bpo_code.fold($1, $2) as folded", tenants, FOLD_BATCH)
        return int(row["folded"])

    async def fold_dues(self) -> int:
        tenants = await self._finder.tenants_with_due_deltas(FOLD_BATCH)
        if not tenants:
            return 0
        (row,) = await self._db.fetch("select bpo_code.fold_dues($1, $2) as folded", tenants, FOLD_BATCH)
        return int(row["folded"])

    async def note_ready(self) -> int:
        """How many tasks are ready in each queue, once in a slot."""
        slot = slot_of(self._clock())
        tenants = await self._finder.tenants_without_past(slot, BATCH)
        if not tenants:
            return 0
        (row,) = await self._db.fetch("select bpo_code.note_ready($1, $2, $3) as noted", tenants, slot, SLOTS)
        return int(row["noted"])

    async def enter_words(self) -> int:
        tenants = await self._finder.tenants_with_unread_documents(WORDS_BATCH)
        return await enter_words(self._db, tenants, WORDS_BATCH) if tenants else 0

    async def seal_audit(self) -> int:
        sealed = 0
        for tenant_id in await self._finder.tenants_to_seal(BATCH):
            (row,) = await self._db.fetch("select bpo_code.seal($1, $2) as sealed", tenant_id, BATCH)
            sealed += row["sealed"]
        return sealed
