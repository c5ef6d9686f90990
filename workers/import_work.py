"""Does an import: its file is fetched once, read page by page, and each page made in a transaction of its own."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from msgspec import structs

from tasks.bulk import GROUP
from tasks.imports import records
from tasks.imports.errors import FileUnreadable, HeaderUnfit
from tasks.imports.pages import Page, PageGone, note
from tasks.imports.reading import Opened, Way, open_rows
from tasks.imports.records import Assignment
from tasks.imports.rehearsal import References, Rehearsal
from tasks.imports.row import Row
from tasks.office import Office
from tasks.wake_ups import WakeUps
from tenants.errors import TenantSuspended
from tenants.outages import is_outage
from tenants.storage import Storage

from .holding import holding

log = structlog.get_logger()

BEAT_S = records.HOLD.total_seconds() / 4


class ImportWorker:
    def __init__(self, office: Office, storage: Storage, wake_ups: WakeUps, clock: Callable[[], datetime]) -> None:
        self._office = office
        self._storage = storage
        self._wake_ups = wake_ups
        self._clock = clock

    async def work(self, tenant_id: UUID, import_id: UUID) -> None:
        """Until its last row. Raises what an outage raises: another message takes it up where it was; so does one when
        a suspended tenant is active again."""
        job = await records.hold(self._office.db, tenant_id, import_id, self._clock())
        if job is None:
            return
        try:
            async with holding(lambda: records.keep_hold(self._office.db, job, self._clock()), BEAT_S):
                await self._do(job)
        except (TenantSuspended, PageGone) as reason:
            log.info("an import is left for now", file=str(import_id), reason=str(reason))
            return
        except (FileUnreadable, HeaderUnfit) as fault:
            faults = fault.faults if isinstance(fault, HeaderUnfit) else ()
            await records.end(self._office.db, job, "failed", self._clock(), error=str(fault), faults=faults)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("an import could not go on", file=str(import_id))
            await records.end(self._office.db, job, "failed", self._clock(), error=f"{type(error).__name__}: {error}")
        else:
            await records.end(self._office.db, job, "finished", self._clock())
        if not job.order.stays:
            await self._storage.remove(job.path)

    async def _do(self, job: Assignment) -> None:
        async with AsyncExitStack() as held:
            path = await held.enter_async_context(self._fetched(job))
            opened = await asyncio.to_thread(open_rows, path, await self._way(job))
            await records.understood(self._office.db, job, opened.read_as)
            references = held.enter_context(References(path.parent)) if job.order.is_dry_run else None
            pages = await held.enter_async_context(aclosing(_pages(opened, job.place)))
            async for rows in pages:
                if references:
                    await self._rehearse(job, rows, references)
                else:
                    await self._make(job, rows)
                job = structs.replace(job, place=rows[-1].number)

    @asynccontextmanager
    async def _fetched(self, job: Assignment) -> AsyncIterator[Path]:
        """A copy of the file that lasts as long as it is read."""
        with tempfile.TemporaryDirectory(prefix="bpo-import-") as folder:
            path = Path(folder) / "file"
            try:
                with path.open("wb") as copy:
                    async for piece in self._storage.read(job.path):
                        await asyncio.to_thread(copy.write, piece)
            except FileNotFoundError:
                raise FileUnreadable("The file is gone.") from None
            yield path

    async def _way(self, job: Assignment) -> Way:
        """By the schema of now. Raises FileUnreadable for a type that is gone."""
        self._office.configurations.forget(job.tenant_id)
        configuration = await self._office.configurations.of(job.tenant_id)
        order = job.order
        work_type = configuration.work_types.get(order.type)
        if work_type is None:
            raise FileUnreadable(f'There is no work type "{order.type}" any more.')
        zone = ZoneInfo(configuration.tenant.timezone)
        return Way(order.format, order.type, work_type.schema, order.reference, order.charset, zone, order.mapping)

    async def _make(self, job: Assignment, rows: list[Row]) -> None:
        page = Page(job, rows)
        outcomes = await self._office.bulk.submit_from(page, job.tenant_id, page.elements(), self._clock())
        if any(outcome.has_messages for outcome in outcomes):
            self._wake_ups.ring()

    async def _rehearse(self, job: Assignment, rows: list[Row], references: References) -> None:
        rehearsal = Rehearsal(self._office.db, self._office.configurations, references)
        faults = await rehearsal.faults_of(job.tenant_id, rows)
        await note(self._office.db, job, rows, faults)


async def _pages(opened: Opened, after: int) -> AsyncGenerator[list[Row], None]:
    """The next one is read while one is worked at."""
    rows: Iterator[Row] = opened.rows(after)

    def read() -> asyncio.Task[list[Row]]:
        return asyncio.create_task(asyncio.to_thread(lambda: list(islice(rows, GROUP))))

    reading = read()
    try:
        while page := await reading:
            reading = read()
            yield page
    finally:
        await asyncio.gather(reading, return_exceptions=True)
