"""What jobs do: to tasks that a team lead has chosen, to items that wait to be routed or have an older ruleset, to
webhooks' messages that are wanted again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from . import amending
from .cases import Subject
from .errors import NotFound
from .jobs import Assignment
from .models import Task, WebhookDelivery, WorkItem
from .moves import Move, move_task
from .office import Office
from .opening import UNROUTED
from .reading.tasks import TaskFilter
from .states import PENDED, READY
from .unfolding import Unfolding
from .webhooks import deliveries

PAGE = 100
NOBODY = UUID(int=0)
"""As the tenant of what is not there."""


class Target(Struct, frozen=True):
    """`id`: what the job is about, by which its pages go; a task, an item, or a webhook's message."""

    tenant_id: UUID
    id: UUID


Model = type[Task] | type[WorkItem] | type[WebhookDelivery]
Page = Callable[[AsyncSession, Assignment], Awaitable[Sequence[Target]]]
Apply = Callable[[Office, Assignment, Target, datetime], Awaitable[int | None]]
"""Answers how many things that did, where it is not one."""


class Kind(Struct, frozen=True):
    page: Page
    apply: Apply


async def _tasks_page(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    """Chosen by id, or by a filter as of when the job was started: what is newer than the job is not meant."""
    if job.input.get("ids") is not None:
        return await _chosen_tasks_page(session, job)
    where = [*TaskFilter(**job.input["filter"]).conditions(datetime.now(UTC)), Task.id < job.id]
    return await _page(session, Task, where, job)


async def _chosen_tasks_page(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    """Every id that was named, so that one which is no task of these tenants is looked for in vain and said."""
    left = sorted({each for named in job.input["ids"] if (each := UUID(named)) > (job.place or UUID(int=0))})
    found = select(Task.id, Task.tenant_id).where(Task.tenant_id.in_(job.tenant_ids), Task.id.in_(left[:PAGE]))
    tenants = dict((await session.execute(found)).all())
    return [Target(tenants.get(each, NOBODY), each) for each in left[:PAGE]]


async def _page(
    session: AsyncSession, model: Model, where: Sequence[ColumnElement[bool]], job: Assignment
) -> Sequence[Target]:
    after = [] if job.place is None else [model.id > job.place]
    rows = await session.execute(
        select(model.tenant_id, model.id)
        .where(model.tenant_id.in_(job.tenant_ids), *where, *after)
        .order_by(model.id)
        .limit(PAGE)
    )
    return [Target(*row) for row in rows]


async def _apply_to_task(office: Office, job: Assignment, target: Target, now: datetime) -> None:
    subject = Subject("task", target.id)
    case = await office.cases.read([target.tenant_id], subject)
    if case is None:
        raise NotFound
    asked = job.input
    move = Move(
        asked["action"], asked.get("queue"), UUID(asked["user"]) if asked.get("user") else None, asked.get("priority")
    )
    await move_task(office, move, job.actor, case, target.id, now)


async def _unrouted_page(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    waiting = (Task.type == UNROUTED) & Task.state.in_([READY, PENDED])
    of_item = and_(Task.tenant_id == WorkItem.tenant_id, Task.work_item_id == WorkItem.id)
    where = [
        WorkItem.type == job.input["type"],
        WorkItem.state == "open",
        WorkItem.id < job.id,
        select(Task.id).where(of_item, waiting).exists(),
    ]
    return await _page(session, WorkItem, where, job)


async def _redecide(office: Office, job: Assignment, target: Target, now: datetime) -> None:
    await _change_item(office, target, partial(amending.redecide, actor=job.actor), now)


async def _migrating_page(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    where = [WorkItem.type == job.input["type"], WorkItem.state == "open", WorkItem.id < job.id]
    if job.input.get("ids") is not None:
        where.append(WorkItem.id.in_([UUID(each) for each in job.input["ids"]]))
    if job.input.get("from") is not None:
        where.append(WorkItem.ruleset_version == job.input["from"])
    return await _page(session, WorkItem, where, job)


async def _migrate(office: Office, job: Assignment, target: Target, now: datetime) -> None:
    version = job.input["to"]
    ruleset = await office.configurations.ruleset(target.tenant_id, job.input["type"], version)
    decide = partial(amending.migrate, actor=job.actor, ruleset=ruleset, version=version)
    await _change_item(office, target, decide, now)


async def _change_item(office: Office, target: Target, decide: Callable[[Unfolding], Any], now: datetime) -> None:
    subject = Subject("item", target.id)
    case = await office.cases.read([target.tenant_id], subject)
    if case is None:
        raise NotFound
    await office.cases.change(office.db, case, subject, decide, now)


async def _deliveries_page(session: AsyncSession, job: Assignment) -> Sequence[Target]:
    ids, since = job.input["ids"], job.input["since"]
    where = deliveries.conditions(
        UUID(job.input["webhook"]),
        ids=None if ids is None else [UUID(each) for each in ids],
        since=None if since is None else datetime.fromisoformat(since),
    )
    return await _page(session, WebhookDelivery, [*where, WebhookDelivery.id < job.id], job)


async def _deliver_again(office: Office, _job: Assignment, target: Target, now: datetime) -> None:
    async with office.db.session([target.tenant_id]) as session:
        await deliveries.send_again(session, target.id, now)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "tasks": Kind(_tasks_page, _apply_to_task),
        "redecide": Kind(_unrouted_page, _redecide),
        "migrate": Kind(_migrating_page, _migrate),
        "redeliver": Kind(_deliveries_page, _deliver_again),
    }
)
