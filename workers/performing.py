"""One attempt of a run: begun in one transaction, done and decided in another; or put back to be tried again."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog

from rules.errors import Fault
from tasks import runs, schemas
from tasks.automations import ATTEMPT_LIMIT, AUTOMATIONS
from tasks.case import Run
from tasks.cases import Subject
from tasks.errors import InputInvalid
from tasks.office import Office
from tasks.rows import from_row
from tasks.unfolding import SYSTEM
from tenants import decimals
from tenants.outages import is_outage, retried

from .automations import PREPARE, WORK, Job, Preparation

log = structlog.get_logger()

VALIDATORS = {name: schemas.compile_schema(automation.input) for name, automation in AUTOMATIONS.items()}


class Performer:
    """`ring` wakes the relay: what was decided may have queued runs."""

    def __init__(
        self,
        office: Office,
        ring: Callable[[], None],
        clock: Callable[[], datetime],
        new_id: Callable[[datetime], UUID],
    ) -> None:
        self._db = office.db
        self._cases = office.cases
        self._ring = ring
        self._clock = clock
        self._new_id = new_id

    async def perform(self, tenant_id: UUID, run_id: UUID) -> None:
        """Does nothing where another message was quicker. Raises what an outage raises: then it is asked again."""
        run = await self.begin(tenant_id, run_id)
        if run is None:
            return
        if run.attempt - run.tried_before > AUTOMATIONS[run.automation].attempts:
            await self._fail(tenant_id, run, "No attempt came to an end.", for_good=True)
        elif faults := schemas.faults(VALIDATORS[run.automation], run.input):
            await self._fail(tenant_id, run, _said(faults), for_good=True)
        else:
            await self.attempt(tenant_id, run)
        self._ring()

    async def begin(self, tenant_id: UUID, run_id: UUID) -> Run | None:
        """The run in its next attempt; None where it does not wait for one."""
        arguments = (tenant_id, run_id, decimals.dumps(SYSTEM), ATTEMPT_LIMIT, self._clock())
        rows = await retried(lambda: self._db.fetch("select * from bpo_code.start_run($1, $2, $3, $4, $5)", *arguments))
        return from_row(Run, rows[0]) if rows else None

    async def attempt(self, tenant_id: UUID, run: Run) -> None:
        """Its end, if it is still the present attempt."""
        try:
            async with asyncio.timeout(ATTEMPT_LIMIT.total_seconds()):
                if run.automation in PREPARE:
                    await self._prepare(tenant_id, run)
                await retried(lambda: self._do(tenant_id, run))
        except InputInvalid as error:
            await self._fail(tenant_id, run, _said(error.faults), for_good=True)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("automation attempt failed", automation=run.automation, run=str(run.id), attempt=run.attempt)
            await self._fail(tenant_id, run, f"{type(error).__name__}: {error}")

    async def _prepare(self, tenant_id: UUID, run: Run) -> None:
        case = await self._cases.read([tenant_id], Subject("run", run.id))
        if case:
            new_id = self._new_id(self._clock())
            await PREPARE[run.automation](Preparation(self._db, tenant_id, case.type, run, new_id))

    async def _do(self, tenant_id: UUID, run: Run) -> None:
        """The ledgers' change, the result and what is decided of it, in one transaction."""
        async with self._db.transaction() as transaction:
            case = await self._cases.hold(transaction, tenant_id, Subject("run", run.id))
            now = self._clock()
            if not runs.is_present_attempt(case, run.id, run.attempt):
                discard = partial(runs.discard, run_id=run.id, attempt=run.attempt)
                await self._cases.change_held(transaction, case, discard, now)
                return
            result = await WORK[run.automation](Job(transaction, case, run, now))
            await self._cases.change_held(
                transaction, case, lambda unfolding: runs.succeed(unfolding, run.id, result), now
            )

    async def _fail(self, tenant_id: UUID, run: Run, error: str, *, for_good: bool = False) -> None:
        decide = partial(runs.fail, run_id=run.id, error=error, for_good=for_good)
        async with self._db.transaction() as transaction:
            case = await self._cases.hold(transaction, tenant_id, Subject("run", run.id))
            if runs.is_present_attempt(case, run.id, run.attempt):
                await self._cases.change_held(transaction, case, decide, self._clock())


def _said(faults: Iterable[Fault]) -> str:
    return "; ".join(f"{fault.pointer or 'the input'} {fault.detail}" for fault in faults)
