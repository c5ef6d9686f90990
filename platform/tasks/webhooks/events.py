"""What a webhook can be told of. Which row of the history is which is in `sql/webhooks.sql`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import decimals
from tenants.database import Executor

EVERYTHING = "*"
IMPORT_FINISHED = "import.finished"
EVENTS = (
    *(f"work_item.{what}" for what in ("received", "amended", "closed", "cancelled", "reopened")),
    *(f"task.{what}" for what in ("created", "completed", "pended", "resumed", "cancelled")),
    IMPORT_FINISHED,
    EVERYTHING,
)


async def announce_import(
    executor: Executor, tenant_id: UUID, import_id: UUID, view: dict[str, Any], now: datetime
) -> None:
    """That an import has finished; in the transaction that ends it. `view`: the import as HTTP shows it."""
    await executor.fetch(
        "select bpo_code.announce_other($1, $2, $3, $4, $5)",
        tenant_id,
        import_id,
        IMPORT_FINISHED,
        decimals.dumps({"import": view}),
        now,
    )
