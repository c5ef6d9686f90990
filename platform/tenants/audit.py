"""The record of who changed what: rows written with the change, sealed into a chain afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from . import decimals
from .code import located
from .models import INSTALLATION

_RECORD = text(
    located(
        "select bpo_code.audit(:tenant, array[row(cast(:actor as json), :action, :object, cast(:data as json))"
        "::bpo_code.audit_row], :now)"
    )
)


async def record(
    session: AsyncSession,
    actor: dict[str, Any],
    action: str,
    object: str,
    *,
    now: datetime,
    data: dict[str, Any] | None = None,
    tenant_id: UUID = INSTALLATION,
) -> None:
    """Audits a change in its transaction, which is bound to the tenant (or `INSTALLATION`, for what has none)."""
    await session.execute(
        _RECORD,
        {
            "tenant": tenant_id,
            "actor": decimals.dumps(actor),
            "action": action,
            "object": object,
            "data": decimals.dumps(data or {}),
            "now": now,
        },
    )
