"""What every tenant has from its start: the two queues and three task types in which nothing is lost."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from .models import Queue, TaskType, TaskTypeVersion

QUEUES = {"unrouted": "Unrouted", "exceptions": "Exceptions"}

ANY_RESULT: dict[str, Any] = {"type": "object"}
TASK_TYPES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "task": ("Task", ["done"], ANY_RESULT),
    "unrouted": ("Route by hand", ["routed", "closed"], ANY_RESULT),
    "exception": ("Exception", ["resolved", "closed"], {"type": "object", "properties": {"fact": {}}}),
}
BUILT_IN = frozenset({*QUEUES, *TASK_TYPES})


async def found(session: AsyncSession, tenant_id: UUID) -> None:
    """In the transaction that makes the tenant, bound to it."""
    session.add_all(Queue(tenant_id=tenant_id, key=key, name=name) for key, name in QUEUES.items())
    for key, (name, dispositions, form) in TASK_TYPES.items():
        session.add(TaskType(tenant_id=tenant_id, key=key, name=name, version=1))
        session.add(
            TaskTypeVersion(
                tenant_id=tenant_id,
                key=key,
                version=1,
                dispositions=dispositions,
                form=form,
                pend_reasons=[],
                checklist=[],
            )
        )
