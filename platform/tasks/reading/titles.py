"""What people call the types and queues of their tenants: the names beside the keys."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Queue, TaskType, WorkType

Names = Mapping[tuple[UUID, str], str]


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


async def titles_of(session: AsyncSession, tenants: Sequence[UUID]) -> Titles:
    async def names(model: type[WorkType] | type[TaskType] | type[Queue]) -> Names:
        rows = await session.execute(select(model.tenant_id, model.key, model.name).where(model.tenant_id.in_(tenants)))
        return {(tenant_id, key): name for tenant_id, key, name in rows}

    return Titles(await names(WorkType), await names(TaskType), await names(Queue))
