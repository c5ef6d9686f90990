"""Which work items a list has: by type, state, reference, words, time of receipt and promise, and by who serves their
queues."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, Select, select, true, union

from tenants.ids import first_id
from tenants.principals import Principal, TenantRef

from ..models import Queue, Task, WorkItem, WorkType
from .item_words import newest_with
from .newest import cells_of, newest, newest_keys, of_keys
from .served import serves, serves_task_of_item

ITEM_STATES = ("open", "closed", "cancelled")


class ItemFilter(Struct, frozen=True, kw_only=True):
    """`q`: how the reference or a word of the document begins; `since`: received then or later; `late_at`: open, and
    promised before then."""

    type: str | None = None
    state: str | None = None
    reference: str | None = None
    since: datetime | None = None
    late_at: datetime | None = None
    q: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted = {WorkItem.type: self.type, WorkItem.state: self.state, WorkItem.reference: self.reference}
        found = [column == value for column, value in wanted.items() if value is not None]
        if self.since is not None:
            found.append(WorkItem.id >= first_id(self.since))
        if self.late_at is not None:
            found += [WorkItem.state == "open", WorkItem.promised_at < self.late_at]
        return found


def newest_of(
    wanted: ItemFilter,
    tenants: Sequence[TenantRef],
    served_by: Principal | None,
    *,
    before: UUID | None,
    limit: int,
) -> Select[Any]:
    """Newest first; `served_by`: those with a task in a queue that this person serves.

    By the reference or words, where they are asked for; by work_items_list for a type, a state or a promise; else by
    work_items_pkey or, for those who serve, tasks_by_item.
    """
    ids = [tenant.id for tenant in tenants]
    is_by_kind = wanted.type is not None or wanted.state is not None or wanted.late_at is not None
    is_by_reference = wanted.reference is not None or wanted.q is not None
    if served_by is not None and not is_by_kind and not is_by_reference:
        return _newest_served(ids, served_by, since=wanted.since, before=before, limit=limit)
    where = wanted.conditions() + ([serves_task_of_item(served_by)] if served_by else [])
    if wanted.q is not None:
        return _newest_found(wanted.q, ids, where, before=before, limit=limit)
    cells = _cells_of_types(wanted, ids) if is_by_kind and not is_by_reference else cells_of({"tenant_id": ids})
    return newest(WorkItem, cells, where, before=before, limit=limit)


def _newest_found(
    q: str, tenants: Sequence[UUID], where: list[ColumnElement[bool]], *, before: UUID | None, limit: int
) -> Select[Any]:
    """Of those whose reference begins so and of those with the words the newest."""
    referred = [*where, WorkItem.reference.op("^@")(q)]  # leakproof, as LIKE is not: it may use an index
    found = newest_keys(WorkItem, cells_of({"tenant_id": tenants}), referred, before=before, limit=limit)
    worded = newest_with(q, tenants, where, before=before, limit=limit)
    if worded is not None:
        either = union(found, worded).subquery()
        found = select(either).order_by(either.c.id.desc()).limit(limit)
    return of_keys(WorkItem, found)


def _cells_of_types(wanted: ItemFilter, tenants: Sequence[UUID]) -> FromClause:
    state = "open" if wanted.late_at is not None else wanted.state
    states = cells_of({"state": [state] if state else ITEM_STATES})
    where: list[ColumnElement[bool]] = [WorkType.tenant_id.in_(tenants)]
    if wanted.type is not None:
        where.append(WorkType.key == wanted.type)
    cells = select(WorkType.tenant_id, WorkType.key.label("type"), states.c.state).join(states, true())
    return cells.where(*where).subquery()


def _newest_served(
    tenants: Sequence[UUID], served_by: Principal, *, since: datetime | None, before: UUID | None, limit: int
) -> Select[Any]:
    """Of each queue the newest items that have a task there, of those the newest of all."""
    queues = select(Queue.tenant_id, Queue.key).where(Queue.tenant_id.in_(tenants), serves(served_by)).subquery()
    where = [Task.tenant_id == queues.c.tenant_id, Task.queue_key == queues.c.key]
    if before is not None:
        where.append(Task.work_item_id < before)
    if since is not None:
        where.append(Task.work_item_id >= first_id(since))
    of_one = (
        select(Task.tenant_id, Task.work_item_id)
        .where(*where)
        .distinct()
        .order_by(Task.work_item_id.desc())
        .limit(limit)
        .lateral()
    )
    found = select(of_one).select_from(queues).join(of_one, true()).distinct()
    keys = found.order_by(of_one.c.work_item_id.desc()).limit(limit).subquery()
    at = (WorkItem.tenant_id == keys.c.tenant_id) & (WorkItem.id == keys.c.work_item_id)
    return select(WorkItem).join(keys, at).order_by(WorkItem.id.desc())
