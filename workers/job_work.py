"""Does a job page by page, each thing in its own transaction, and reports after each page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

import structlog

from tasks import jobs
from tasks.errors import InputInvalid, TasksError
from tasks.job_kinds import Kind, Target
from tasks.jobs import Assignment, Skipped
from tasks.office import Office
from tasks.wake_ups import WakeUps
from tenants.errors import TenantSuspended
from tenants.outages import is_outage

from .holding import holding

log = structlog.get_logger()

BEAT_S = jobs.HOLD.total_seconds() / 4


class JobWorker:
    def __init__(
        self, office: Office, kinds: Mapping[str, Kind], wake_ups: WakeUps, clock: Callable[[], datetime]
    ) -> None:
        self._office = office
        self._kinds = kinds
        self._wake_ups = wake_ups
        self._clock = clock

    async def work(self, job_id: UUID) -> None:
        """Until the job is done. Raises what an outage raises: another message takes it up where it was."""
        job = await jobs.hold(self._office.db, job_id, self._clock())
        if job is None:
            return
        try:
            async with holding(lambda: jobs.keep_hold(self._office.db, job_id, self._clock()), BEAT_S):
                if not await self._do(job):
                    return
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("a job could not go on", job=str(job_id))
            await jobs.finish(self._office.db, job_id, self._clock(), error=f"{type(error).__name__}: {error}")
        else:
            await jobs.finish(self._office.db, job_id, self._clock())

    async def _do(self, job: Assignment) -> bool:
        """Whether it was this worker that came to its end."""
        going_on: Assignment | None = job
        while going_on and (targets := await self._page(going_on)):
            outcomes = [await self._apply(going_on, target) for target in targets]
            skipped = [each for each in outcomes if isinstance(each, Skipped)]
            done = sum(each for each in outcomes if isinstance(each, int))
            going_on = await jobs.report(self._office.db, going_on, targets[-1].id, done, skipped, self._clock())
            self._wake_ups.ring()
        return going_on is not None

    async def _page(self, job: Assignment) -> list[Target]:
        async with self._office.db.session(job.tenant_ids) as session:
            return list(await self._kinds[job.kind].page(session, job))

    async def _apply(self, job: Assignment, target: Target) -> Skipped | int:
        try:
            done = await self._kinds[job.kind].apply(self._office, job, target, self._clock())
        except InputInvalid as error:
            return Skipped(target.id, "; ".join(f"{fault.pointer} {fault.detail}" for fault in error.faults))
        except (TasksError, TenantSuspended) as error:
            return Skipped(target.id, str(error))
        return 1 if done is None else done
