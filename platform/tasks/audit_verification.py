"""The record of changes verified in the background: chain by chain, page by page, as a job that everybody who may read
that record can watch; what came of the last one is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import audit
from tenants.audit import Chain, Fault
from tenants.models import AuditSeal
from tenants.principals import Principal

from . import jobs
from .errors import NotFound
from .job_kinds import Kind, Target
from .jobs import Assignment
from .models import AuditVerification, Job
from .office import Office

NAME = "verify_audit"


class Verified(Struct, frozen=True):
    """What came of the last verification of a chain, and when; None: there was none."""

    chain: Chain
    at: datetime | None


class Standing(Struct, frozen=True):
    """`done` of `total` seals, where one `is_running`; `error`: why the newest could not go on."""

    is_running: bool
    done: int
    total: int
    error: str | None
    chains: Sequence[Verified]

    @property
    def first_fault(self) -> Fault | None:
        return next((each.chain.first_fault for each in self.chains if each.chain.first_fault), None)

    @property
    def since(self) -> datetime | None:
        """Since when every chain is known to be as it is said; None where one was never verified."""
        times = [each.at for each in self.chains if each.at]
        return min(times, default=None) if len(times) == len(self.chains) else None


async def begin(
    session: AsyncSession, principal: Principal, tenants: Iterable[UUID], *, job_id: UUID, now: datetime
) -> None:
    """The session is bound to the tenants, one of which may be the installation, and to the installation."""
    ids = list(tenants)
    for tenant_id in ids:
        newest = select(func.max(AuditSeal.number)).where(AuditSeal.tenant_id == tenant_id)
        total = await session.scalar(newest) or 0
        session.add(AuditVerification(tenant_id=tenant_id, job_id=job_id, total=total))
    await jobs.start(session, principal, ids, NAME, {}, job_id=job_id, now=now)


async def standing(session: AsyncSession, slugs: Mapping[UUID, str | None]) -> Standing:
    """Of these chains, in their order."""
    newest = (await session.execute(_newest(slugs))).all()
    running = [row for row, state, _ in newest if state == "running"]
    finished = await session.execute(_newest(slugs).where(AuditVerification.finished_at.is_not(None)))
    known = {row.tenant_id: row for row, _, _ in finished}
    return Standing(
        is_running=any(row.finished_at is None for row in running),
        done=sum(min(row.sealed, row.total) for row in running),
        total=sum(row.total for row in running),
        error=next((error for row, _, error in newest if error and row.finished_at is None), None),
        chains=[_verified(known.get(tenant_id), slug) for tenant_id, slug in slugs.items()],
    )


def _newest(tenants: Iterable[UUID]) -> Select[AuditVerification, str, str | None]:
    """Of each chain, with how its job stands."""
    return (
        select(AuditVerification, Job.state, Job.error)
        .join(Job, Job.id == AuditVerification.job_id)
        .where(AuditVerification.tenant_id.in_(list(tenants)))
        .ext(distinct_on(AuditVerification.tenant_id))
        .order_by(AuditVerification.tenant_id, AuditVerification.job_id.desc())
    )


def _verified(row: AuditVerification | None, slug: str | None) -> Verified:
    if row is None:
        return Verified(Chain(slug, 0, None, None), None)
    return Verified(_chain(row, slug), row.finished_at)


def _chain(row: AuditVerification, slug: str | None) -> Chain:
    fault = None if row.fault_number is None else Fault(slug, row.fault_number, row.fault_detail or "")
    return Chain(slug, row.sealed, row.sealed_to, fault)


async def _unfinished(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    mine = (AuditVerification.job_id == job.id, AuditVerification.finished_at.is_(None))
    found = await session.scalars(select(AuditVerification.tenant_id).where(*mine))
    return [Target(tenant_id, tenant_id) for tenant_id in found]


async def _go_on(office: Office, job: Assignment, target: Target, now: datetime) -> int:
    """Another page of the chain. What is newer than the job is for the next one."""
    async with office.db.session([target.tenant_id]) as session:
        row = await session.get(AuditVerification, (target.tenant_id, job.id))
    if row is None:
        raise NotFound
    chain = _chain(row, None)
    longer = await audit.go_on(office.db, target.tenant_id, chain)
    fault = longer.first_fault
    is_at_end = fault is not None or longer == chain or longer.sealed >= row.total
    as_it_was = (AuditVerification.tenant_id == row.tenant_id, AuditVerification.job_id == job.id)
    async with office.db.session([target.tenant_id]) as session:
        await session.execute(
            update(AuditVerification)
            .where(*as_it_was, AuditVerification.sealed == row.sealed)
            .values(
                sealed=longer.sealed,
                sealed_to=longer.sealed_to,
                fault_number=fault and fault.number,
                fault_detail=fault and fault.detail,
                finished_at=now if is_at_end else None,
            )
        )
    return longer.sealed - chain.sealed


KIND = Kind(_unfinished, _go_on)
