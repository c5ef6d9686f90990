"""Work items as they are read: lists, one by one, and their history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.principals import TenantRef

from ..models import Document, History, Run, Task, WorkItem
from ..views import TaskView
from . import tasks


class ItemView(Struct, frozen=True, kw_only=True):
    id: UUID
    tenant: str
    type: str
    reference: str
    state: str
    outcome: str | None
    priority: int
    document: Any
    document_version: int
    facts: dict[str, Any]
    signals: list[Any]
    tasks: Sequence[TaskView]
    received_at: datetime
    promised_at: datetime | None
    closed_at: datetime | None
    ruleset_version: int | None


class Named(Struct, frozen=True):
    """A task or run that a row of the history is about."""

    id: UUID
    type: str
    key: str


class HistoryEntry(Struct, frozen=True, omit_defaults=True):
    seq: int
    at: datetime
    kind: str
    actor: dict[str, Any]
    data: dict[str, Any]
    task: Named | None = None
    automation: Named | None = None


async def list_of(session: AsyncSession, tenants: Sequence[TenantRef], query: Select[Any]) -> Sequence[ItemView]:
    """The items that the query selects, each with its document and tasks."""
    query = query.add_columns(Document.document).join(
        Document,
        (Document.tenant_id == WorkItem.tenant_id)
        & (Document.work_item_id == WorkItem.id)
        & (Document.version == WorkItem.document_version),
    )
    rows = (await session.execute(query)).all()
    tasks_of = await tasks.of_items(session, tenants, [item.id for item, _ in rows])
    slugs = {tenant.id: tenant.slug for tenant in tenants}
    return [_view(item, document, slugs[item.tenant_id], tasks_of.get(item.id, ())) for item, document in rows]


async def is_there(session: AsyncSession, where: Sequence[ColumnElement[bool]]) -> bool:
    return await session.scalar(select(WorkItem.id).where(*where)) is not None


async def ended_among(session: AsyncSession, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the items with which nothing can be done any more, unless they are opened again."""
    wanted = select(WorkItem.id).where(WorkItem.id.in_(ids), WorkItem.state != "open")
    return frozenset(await session.scalars(wanted))


async def document_of(session: AsyncSession, item_id: UUID, version: int) -> Any:
    """As it was then; None for a version that it never had."""
    wanted = (Document.work_item_id == item_id, Document.version == version)
    return await session.scalar(select(Document.document).where(*wanted))


async def history_of(session: AsyncSession, item_id: UUID, *, after: int, limit: int) -> Sequence[HistoryEntry]:
    """Oldest first."""
    query = HISTORY.where(History.work_item_id == item_id, History.seq > after).order_by(History.seq).limit(limit)
    return [entry_of(row) for row in await session.execute(query)]


HISTORY = (
    select(History, Task.type, Task.key, Run.automation, Run.key)
    .outerjoin(Task, (Task.tenant_id == History.tenant_id) & (Task.id == History.task_id))
    .outerjoin(Run, (Run.tenant_id == History.tenant_id) & (Run.id == History.run_id))
)


def entry_of(found: Row[History, str, str, str, str]) -> HistoryEntry:
    """Of a row of `HISTORY`."""
    row, task_type, task_key, automation, run_key = found
    return HistoryEntry(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        actor=row.actor,
        data=row.data,
        task=_named(row.task_id, task_type, task_key),
        automation=_named(row.run_id, automation, run_key),
    )


def _named(id_: UUID | None, type_: str, key: str) -> Named | None:
    return None if id_ is None else Named(id_, type_, key)


def _view(item: WorkItem, document: Any, tenant: str, tasks: Sequence[TaskView]) -> ItemView:
    given = {"tenant": tenant, "document": document, "tasks": tasks}
    return ItemView(
        **given, **{field: getattr(item, field) for field in ItemView.__struct_fields__ if field not in given}
    )
