"""Work on many things at once: started here, watched at /v1/jobs/{id}."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta, Struct, field, structs
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tasks import jobs
from tasks.jobs import JobView
from tasks.models import RulesetVersion
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_to_change, tenants_of
from ..answers import Answer, answer
from ..bodies import body
from ..errors import Invalid, NotFound
from ..idempotency import once
from ..routes import get, post
from ..rulesets import Version
from ..shapes import Priority, Shape, Slug
from .tasks import TaskState

MOST_IDS = 10_000
Ids = Annotated[list[UUID], Meta(max_length=MOST_IDS)]


class TasksFilter(Shape):
    state: TaskState | None = None
    queue: str | None = None
    type: str | None = None
    assignee: UUID | None = None
    overdue: bool | None = None


class BulkBody(Shape):
    """The tasks with these ids, or those that the filter finds and that were there when it was sent. A transfer names
    `queue` or `user`, a change of priority the `priority`."""

    action: Literal["transfer", "cancel", "priority", "resume"]
    ids: Ids | None = None
    filter: TasksFilter | None = None
    queue: Slug | None = None
    user: UUID | None = None
    priority: Priority | None = None


class MigrateBody(Shape):
    """Open items of the type: those with these ids, those of version `from`, or all."""

    to: Version
    ids: Ids | None = None
    from_: Version | None = field(default=None, name="from")


class Started(Struct, frozen=True):
    id: UUID


@post("/v1/tasks/bulk", Permission.DISTRIBUTE, body=BulkBody, names_tenant=True, answers={202: Started})
async def change_tasks(request: Call) -> Answer:
    """Transfer, cancel, resume or give a priority to many tasks"""
    tenants = tenants_of(request)
    asked = await body(request, BulkBody)
    faults = _faults(asked)
    if faults:
        raise Invalid(*faults)
    wanted: dict[str, Any] = {"action": asked.action}
    wanted |= {"ids": [str(each) for each in asked.ids]} if asked.ids is not None else {}
    wanted |= {"filter": structs.asdict(asked.filter)} if asked.filter is not None else {}
    wanted |= {"queue": asked.queue, "user": str(asked.user) if asked.user else None, "priority": asked.priority}
    return await start_job(request, tenants, "tasks", wanted)


@get("/v1/jobs/{job_id:uuid}", Permission.SELF, answers={200: JobView})
async def read_job(request: Call, job_id: FromPath[UUID]) -> Answer:
    """How far a job has come, and what it has skipped"""
    async with database(request).session(()) as session:
        found = await jobs.read(session, request.user, job_id)
    if found is None:
        raise NotFound
    return answer(found)


@post("/v1/rulesets/{key:str}/redecide", Permission.DISTRIBUTE, body=Shape, names_tenant=True, answers={202: Started})
async def redecide_unrouted(request: Call, key: FromPath[str]) -> Answer:
    """Route all items again that wait to be routed, by the newest rules"""
    tenant = await tenant_to_change(request)
    await _hold_to_version(request, tenant, key, 1)
    await body(request, Shape)
    return await start_job(request, [tenant], "redecide", {"type": key})


@post(
    "/v1/rulesets/{key:str}/migrate",
    Permission.CHANGE_CONFIGURATION,
    body=MigrateBody,
    names_tenant=True,
    answers={202: Started},
)
async def migrate_items(request: Call, key: FromPath[str]) -> Answer:
    """Have open items decided by another version from now on"""
    tenant = await tenant_to_change(request)
    await _hold_to_version(request, tenant, key, 1)
    asked = await body(request, MigrateBody)
    if not await _is_version(request, tenant, key, asked.to):
        raise Invalid(Fault("/to", f"There is no version {asked.to}."))
    ids = None if asked.ids is None else [str(each) for each in asked.ids]
    return await start_job(request, [tenant], "migrate", {"type": key, "to": asked.to, "ids": ids, "from": asked.from_})


async def start_job(request: Call, tenants: Sequence[TenantRef], kind: str, wanted: dict[str, Any]) -> Answer:
    """Answers with the job's id; who asked can watch it."""

    async def start(session: AsyncSession) -> Started:
        return Started(await _started(session, request, tenants, kind, wanted))

    done = await once(request, 202, start, tenants=[INSTALLATION])
    ring_relay(request)
    return done


async def begin(request: Call, tenants: Sequence[TenantRef], kind: str, wanted: dict[str, Any]) -> UUID:
    """As `start_job`, for a page: gives the job's id."""
    async with database(request).session([INSTALLATION]) as session:
        job_id = await _started(session, request, tenants, kind, wanted)
    ring_relay(request)
    return job_id


HANDLERS = (change_tasks, read_job, redecide_unrouted, migrate_items)


async def _started(
    session: AsyncSession, request: Call, tenants: Sequence[TenantRef], kind: str, wanted: dict[str, Any]
) -> UUID:
    now = datetime.now(UTC)
    job_id = new_id(now)
    of = [tenant.id for tenant in tenants]
    await jobs.start(session, request.user, of, kind, wanted, job_id=job_id, now=now)
    return job_id


def _faults(asked: BulkBody) -> list[Fault]:
    faults = []
    if (asked.ids is None) == (asked.filter is None):
        faults.append(Fault("", "name ids or a filter, and not both"))
    if asked.action == "transfer" and (asked.queue is None) == (asked.user is None):
        faults.append(Fault("", "a transfer names a queue or a user, and not both"))
    if asked.action == "priority" and asked.priority is None:
        faults.append(Fault("/priority", "is required"))
    return faults


async def _hold_to_version(request: Call, tenant: TenantRef, key: str, version: int) -> None:
    """Raises NotFound for a ruleset that was never published."""
    if not await _is_version(request, tenant, key, version):
        raise NotFound


async def _is_version(request: Call, tenant: TenantRef, key: str, version: int) -> bool:
    async with database(request).session([tenant.id]) as session:
        return await session.get(RulesetVersion, (tenant.id, key, version)) is not None
