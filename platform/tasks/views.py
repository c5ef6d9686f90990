"""Items and tasks as everyone outside sees them (CONTRACT: "A task is everywhere…")."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from .case import Case, Task
from .states import CLAIMED, READY


class PersonRef(Struct, frozen=True):
    id: UUID
    name: str | None


class ItemRef(Struct, frozen=True):
    id: UUID
    type: str
    reference: str


class LeaseView(Struct, frozen=True):
    expires_at: datetime


class PendView(Struct, frozen=True):
    reason: str
    until: datetime | None


class TaskView(Struct, frozen=True, kw_only=True):
    """`assignee`, `reserved_for` and `note` are left out where names of staff are hidden."""

    id: UUID
    tenant: str
    type: str
    key: str
    queue: str
    state: str
    priority: int
    rank: datetime
    ready_at: datetime
    due_at: datetime | None
    created_at: datetime
    skills: dict[str, int]
    work_item: ItemRef
    assignee: PersonRef | UnsetType | None = UNSET
    reserved_for: PersonRef | UnsetType | None = UNSET
    lease: LeaseView | None
    pend: PendView | None
    disposition: str | None
    result: dict[str, Any] | None
    note: str | UnsetType | None = UNSET
    completed_at: datetime | None


Names = Mapping[UUID, str]
"""Of people, by id. Whoever is not in it stays without a name."""


def view_task(task: Task, item: ItemRef, tenant: str, names: Names) -> TaskView:
    return TaskView(
        id=task.id,
        tenant=tenant,
        type=task.type,
        key=task.key,
        queue=task.queue_key,
        state=task.state,
        priority=task.priority,
        rank=task.rank,
        ready_at=task.ready_at,
        due_at=task.due_at,
        created_at=task.created_at,
        skills=dict(zip(task.skills, task.levels, strict=True)),
        work_item=item,
        assignee=_person(None if task.state == READY else task.assignee, names),
        reserved_for=_person(task.reserved_for, names),
        lease=LeaseView(task.lease_until) if task.state == CLAIMED and task.lease_until else None,
        pend=PendView(task.pend_reason, task.pend_until) if task.pend_reason else None,
        disposition=task.disposition,
        result=task.result,
        note=task.note,
        completed_at=task.completed_at,
    )


def item_ref(case: Case) -> ItemRef:
    return ItemRef(case.id, case.type, case.reference)


def _person(user_id: UUID | None, names: Names) -> PersonRef | None:
    return None if user_id is None else PersonRef(user_id, names.get(user_id))
