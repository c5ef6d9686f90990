"""Work on many things that somebody starts and can watch: kept as a row, done by a worker page by page, gone on with by
another when that one dies. What cannot be done to one thing is skipped with its reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.database import Database
from tenants.models import INSTALLATION
from tenants.principals import Principal
from tenants.roles import Permission, Role, reach_of

from .models import Job, Outbox

HOLD = timedelta(seconds=8)
"""How long a worker may be silent before another may go on with its job."""

PATIENCE = timedelta(seconds=3)
"""How long a message for a job that nobody holds may be under way before it is sent again."""

MOST_SKIPPED_NAMED = 10_000
ACTOR = "run_job"

_STARTED_UNDER = {
    "tasks": Permission.DISTRIBUTE,
    "redecide": Permission.DISTRIBUTE,
    "migrate": Permission.CHANGE_CONFIGURATION,
    "redeliver": Permission.CHANGE_MASTER_DATA,
    "erase": Permission.MANAGE_TENANTS,
    "verify_audit": Permission.READ_AUDIT,
}


class Skipped(Struct, frozen=True):
    id: UUID
    reason: str


class JobView(Struct, frozen=True):
    """`error`: why it could not go on at all."""

    id: UUID
    kind: str
    state: str
    done: int
    skipped: list[Skipped]
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class Assignment(Struct, frozen=True):
    """A job as a worker sees it. `place`: the last thing that was looked at."""

    id: UUID
    tenant_ids: tuple[UUID, ...]
    actor: dict[str, Any]
    kind: str
    input: dict[str, Any]
    place: UUID | None


async def start(
    session: AsyncSession,
    principal: Principal,
    tenants: Sequence[UUID],
    kind: str,
    input: dict[str, Any],
    *,
    job_id: UUID,
    now: datetime,
) -> None:
    """In a session that is bound to the installation, whose message this is."""
    session.add(
        Job(
            id=job_id,
            tenant_ids=list(tenants),
            started_by=principal.id,
            actor=principal.as_actor(),
            kind=kind,
            input=input,
            state="running",
            held_until=now,
            created_at=now,
        )
    )
    session.add(Outbox(tenant_id=INSTALLATION, actor=ACTOR, payload={"job": str(job_id)}))


async def read(session: AsyncSession, principal: Principal, job_id: UUID) -> JobView | None:
    """None for another's: a job is seen by who started it, and by whoever could have done so."""
    row = await session.get(Job, job_id)
    if row is None or not (row.started_by == principal.id or _could_start(principal, row)):
        return None
    skipped = [Skipped(UUID(each["id"]), each["reason"]) for each in row.skipped]
    return JobView(row.id, row.kind, row.state, row.done, skipped, row.error, row.created_at, row.finished_at)


def _could_start(principal: Principal, job: Job) -> bool:
    is_allowed = reach_of(principal.role, _STARTED_UNDER[job.kind]) is not None
    is_of_theirs = principal.role is Role.PLATFORM_ADMIN or set(job.tenant_ids) <= set(principal.tenant_ids)
    return is_allowed and is_of_theirs


async def hold(db: Database, job_id: UUID, now: datetime) -> Assignment | None:
    """The job for this worker alone; None where it is done, or another has it."""
    async with db.session(()) as session:
        row = await session.get(Job, job_id, with_for_update=True)
        if row is None or row.state != "running" or row.held_until > now:
            return None
        row.held_until = now + HOLD
        return Assignment(row.id, tuple(row.tenant_ids), row.actor, row.kind, row.input, row.place)


async def keep_hold(db: Database, job_id: UUID, now: datetime) -> None:
    async with db.session(()) as session:
        held = update(Job).where(Job.id == job_id, Job.state == "running")
        await session.execute(held.values(held_until=now + HOLD))


async def report(
    db: Database, job: Assignment, place: UUID, done: int, skipped: Sequence[Skipped], now: datetime
) -> Assignment | None:
    """What a page came to, and the job as it goes on; None where another worker has done this page."""
    async with db.session(()) as session:
        row = await session.get_one(Job, job.id, with_for_update=True)
        if row.state != "running" or row.place != job.place:
            return None
        named = [{"id": str(each.id), "reason": each.reason} for each in skipped]
        row.done += done
        row.skipped = [*row.skipped, *named][:MOST_SKIPPED_NAMED]
        row.place, row.held_until = place, now + HOLD
        return structs.replace(job, place=place)


async def finish(db: Database, job_id: UUID, now: datetime, *, error: str | None = None) -> None:
    async with db.session(()) as session:
        await session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == "running")
            .values(state="failed" if error else "finished", error=error, finished_at=now)
        )


async def send_again(db: Database, job_id: UUID, now: datetime) -> None:
    """For a job whose worker has fallen silent, or whose message was lost."""
    async with db.session([INSTALLATION]) as session:
        silent = (Job.id == job_id, Job.state == "running", Job.held_until <= now - PATIENCE)
        row = (await session.execute(select(Job).where(*silent).with_for_update())).scalar_one_or_none()
        if row is not None:
            row.held_until = now
            session.add(Outbox(tenant_id=INSTALLATION, actor=ACTOR, payload={"job": str(job_id)}))
