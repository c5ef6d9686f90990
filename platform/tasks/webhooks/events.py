"""What a webhook can be told of. Which row of the history is which is in `sql/webhooks.sql`."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tenants import decimals
from tenants.database import Executor


class WebhookEvent(StrEnum):
    RECEIVED = "work_item.received"
    AMENDED = "work_item.amended"
    CLOSED = "work_item.closed"
    CANCELLED = "work_item.cancelled"
    REOPENED = "work_item.reopened"
    TASK_CREATED = "task.created"
    TASK_COMPLETED = "task.completed"
    TASK_PENDED = "task.pended"
    TASK_RESUMED = "task.resumed"
    TASK_CANCELLED = "task.cancelled"
    IMPORT_FINISHED = "import.finished"
    EVERYTHING = "*"


async def announce_import(
    executor: Executor, tenant_id: UUID, import_id: UUID, view: dict[str, Any], now: datetime
) -> None:
    """That an import has finished; in the transaction that ends it. `view`: the import as HTTP shows it."""
    await executor.fetch(
        "select bpo_code.announce_other($1, $2, $3, $4, $5)",
        tenant_id,
        import_id,
        WebhookEvent.IMPORT_FINISHED.value,
        decimals.dumps({"import": view}),
        now,
    )
