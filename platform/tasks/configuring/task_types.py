"""Task types: what a task of a type may be completed with. Each change of it is a version that tasks keep."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import TaskType, TaskTypeVersion
from .change import Change
from .keyed import Hold, put


class Content(Struct, frozen=True):
    dispositions: list[str]
    form: dict[str, Any]
    pend_reasons: list[Any]
    checklist: list[str]


class Versioned(Struct, frozen=True):
    """A task type with the content of its newest version."""

    row: TaskType
    content: Content
    is_new: bool = False


async def write(change: Change, key: str, name: str, content: Content, *, hold: Hold) -> Versioned:
    """A content that is not the newest version's becomes the next version."""
    newest = await _newest(change, key)
    version = 1 if newest is None else newest.version + (_content(newest) != content)
    done = await put(TaskType, change, key, {"name": name, "version": version}, hold=hold)
    if newest is None or version > newest.version:
        new = structs.asdict(content)
        change.session.add(TaskTypeVersion(tenant_id=change.tenant_id, key=key, version=version, **new))
    return Versioned(done.row, content, done.is_new)


async def read(session: AsyncSession, tenant_id: UUID, key: str) -> Versioned | None:
    found = await list_of(session, [tenant_id], None, 1, key=key)
    return found[0] if found else None


async def list_of(
    session: AsyncSession,
    tenants: Sequence[UUID],
    after: tuple[UUID, str] | None,
    limit: int,
    *,
    key: str | None = None,
) -> Sequence[Versioned]:
    """What is not retired, in order of tenant and key."""
    query = _NEWEST.where(TaskType.tenant_id.in_(tenants), TaskType.retired_at.is_(None))
    if key is not None:
        query = query.where(TaskType.key == key)
    if after is not None:
        query = query.where(tuple_(TaskType.tenant_id, TaskType.key) > after)
    rows = await session.execute(query.order_by(TaskType.tenant_id, TaskType.key).limit(limit))
    return [Versioned(row, _content(version)) for row, version in rows]


_NEWEST = select(TaskType, TaskTypeVersion).join(
    TaskTypeVersion,
    (TaskTypeVersion.tenant_id == TaskType.tenant_id)
    & (TaskTypeVersion.key == TaskType.key)
    & (TaskTypeVersion.version == TaskType.version),
)


async def _newest(change: Change, key: str) -> TaskTypeVersion | None:
    query = select(TaskTypeVersion).where(TaskTypeVersion.tenant_id == change.tenant_id, TaskTypeVersion.key == key)
    return (await change.session.scalars(query.order_by(TaskTypeVersion.version.desc()).limit(1))).one_or_none()


def _content(row: TaskTypeVersion) -> Content:
    return Content(*(getattr(row, field) for field in Content.__struct_fields__))
