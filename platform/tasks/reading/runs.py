"""Runs of automations, and what could not be filled from stock, as they are read."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.principals import TenantRef

from .. import case
from ..models import Run, StockOut
from ..views import ItemRef
from .newest import newest
from .tasks import item_refs

View = TypeVar("View", "RunView", "StockOutView")


class RunView(Struct, frozen=True, kw_only=True):
    id: UUID
    tenant: str
    automation: str
    key: str
    state: str
    attempt: int
    work_item: ItemRef
    input: dict[str, Any]
    result: dict[str, Any] | None
    error: str | None
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class StockOutView(Struct, frozen=True, kw_only=True):
    id: UUID
    tenant: str
    at: datetime
    sku: str
    asked: Decimal
    short: Decimal
    work_item: ItemRef


def view_of_run(run: case.Run, item: ItemRef, tenant: str) -> RunView:
    return RunView(
        id=run.id,
        tenant=tenant,
        automation=run.automation,
        key=run.key,
        state=run.state,
        attempt=run.attempt,
        work_item=item,
        input=run.input,
        result=run.result,
        error=run.error,
        queued_at=run.queued_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


async def list_of(
    session: AsyncSession,
    tenants: Sequence[TenantRef],
    where: Sequence[ColumnElement[bool]],
    *,
    before: UUID | None,
    limit: int,
) -> Sequence[RunView]:
    """Newest first."""
    query = newest(Run, [tenant.id for tenant in tenants], where, before=before, limit=limit)
    return await _views(session, tenants, (await session.scalars(query)).all(), RunView)


async def stock_outs(
    session: AsyncSession,
    tenants: Sequence[TenantRef],
    where: Sequence[ColumnElement[bool]],
    *,
    before: UUID | None,
    limit: int,
) -> Sequence[StockOutView]:
    """Newest first."""
    query = newest(StockOut, [tenant.id for tenant in tenants], where, before=before, limit=limit)
    return await _views(session, tenants, (await session.scalars(query)).all(), StockOutView)


async def _views(
    session: AsyncSession, tenants: Sequence[TenantRef], rows: Sequence[Run] | Sequence[StockOut], view: type[View]
) -> Sequence[View]:
    slugs = {tenant.id: tenant.slug for tenant in tenants}
    refs = await item_refs(session, [row.work_item_id for row in rows])
    plain = [field for field in view.__struct_fields__ if field not in ("tenant", "work_item")]
    return [
        view(
            tenant=slugs[row.tenant_id],
            work_item=refs[row.work_item_id],
            **{field: getattr(row, field) for field in plain},
        )
        for row in rows
    ]
