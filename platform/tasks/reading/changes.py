"""What has become of items that were told to have changed: the rows of their history, with items and tasks as they are
now."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, BigInteger, Uuid, cast, column, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.principals import TenantRef

from ..models import History, WorkItem
from ..news import Change
from ..views import TaskView
from . import tasks
from .items import HISTORY, HistoryEntry, entry_of


class ItemState(Struct, frozen=True):
    id: UUID
    type: str
    reference: str
    state: str
    outcome: str | None


class Changed(Struct, frozen=True):
    """A row of the history, the item that it is of, and all tasks of that item."""

    tenant: TenantRef
    entry: HistoryEntry
    work_item: ItemState
    tasks: Sequence[TaskView]

    @property
    def task(self) -> TaskView | None:
        """That the row is about."""
        named = self.entry.task
        return next((task for task in self.tasks if named and task.id == named.id), None)


async def changed(
    session: AsyncSession, tenants: Mapping[UUID, TenantRef], changes: Sequence[Change]
) -> Sequence[Changed]:
    """In the order of `changes`, of each item once; the session is bound to these tenants."""
    entries = await _entries(session, changes)
    items = await _items(session, entries)
    tasks_of = await tasks.of_items(session, list(tenants.values()), list(items))
    found = []
    for change in changes:
        item = items.get(change.work_item_id)
        for seq in range(change.first, change.last + 1):
            entry = entries.get(change.work_item_id, {}).pop(seq, None)
            if item and entry:
                found.append(Changed(tenants[change.tenant_id], entry, item, tasks_of.get(item.id, ())))
    return found


async def _entries(session: AsyncSession, changes: Sequence[Change]) -> dict[UUID, dict[int, HistoryEntry]]:
    """By item and `seq`. Each range is a probe of the history's primary key."""
    told = (
        func.unnest(
            cast([each.tenant_id for each in changes], ARRAY(Uuid)),
            cast([each.work_item_id for each in changes], ARRAY(Uuid)),
            cast([each.first for each in changes], ARRAY(BigInteger)),
            cast([each.last for each in changes], ARRAY(BigInteger)),
        )
        .table_valued(
            column("tenant_id", Uuid),
            column("item_id", Uuid),
            column("first", BigInteger),
            column("last", BigInteger),
            name="told",
        )
        .render_derived()
    )
    query = HISTORY.join(
        told,
        (History.tenant_id == told.c.tenant_id)
        & (History.work_item_id == told.c.item_id)
        & History.seq.between(told.c.first, told.c.last),
    )
    found: dict[UUID, dict[int, HistoryEntry]] = {}
    for row in await session.execute(query):
        found.setdefault(row[0].work_item_id, {})[row[0].seq] = entry_of(row)
    return found


async def _items(session: AsyncSession, items: Mapping[UUID, object]) -> dict[UUID, ItemState]:
    fields = (WorkItem.id, WorkItem.type, WorkItem.reference, WorkItem.state, WorkItem.outcome)
    rows = await session.execute(select(*fields).where(WorkItem.id.in_(list(items))))
    return {row.id: ItemState(*row) for row in rows}
