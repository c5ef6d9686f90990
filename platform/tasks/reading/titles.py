"""What people call the types and queues of their tenants: the names beside the keys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Integer, Select, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from ..configuration import Configuration
from ..models import Queue, TaskType, WorkType

Names = Mapping[tuple[UUID, str], str]


class Named(Protocol):
    @property
    def name(self) -> str: ...


class Titles(Struct, frozen=True):
    """By tenant and key, retired ones too: a task may still be of one. What has no name is called by its key."""

    work_types: Names
    task_types: Names
    queues: Names

    def work_type(self, tenant: UUID, key: str) -> str:
        return self.work_types.get((tenant, key), key)

    def task_type(self, tenant: UUID, key: str) -> str:
        return self.task_types.get((tenant, key), key)

    def queue(self, tenant: UUID, key: str) -> str:
        return self.queues.get((tenant, key), key)


def titles_in(configuration: Configuration) -> Titles:
    """Of one tenant, without what is retired."""

    def names(of: Mapping[str, Named]) -> Names:
        return {(configuration.tenant.id, key): each.name for key, each in of.items()}

    return Titles(names(configuration.work_types), names(configuration.task_types), names(configuration.queues))


async def titles_of(session: AsyncSession, tenants: Sequence[UUID]) -> Titles:
    """By one statement, since nearly every page waits for it."""
    named: tuple[dict[tuple[UUID, str], str], ...] = ({}, {}, {})
    for nth, tenant_id, key, name in await session.execute(union_all(*_each_of(tenants))):
        named[nth][tenant_id, key] = name
    return Titles(*named)


def _each_of(tenants: Sequence[UUID]) -> Iterator[Select[int, UUID, str, str]]:
    models: tuple[type[WorkType] | type[TaskType] | type[Queue], ...] = (WorkType, TaskType, Queue)
    for nth, model in enumerate(models):
        place = literal_column(str(nth), Integer)
        yield select(place, model.tenant_id, model.key, model.name).where(model.tenant_id.in_(tenants))
