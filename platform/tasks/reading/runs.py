"""Runs of automations, and what could not be filled from stock, as they are read."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.ids import first_id_of_database
from tenants.principals import TenantRef

from .. import case
from ..automations import AUTOMATIONS
from ..models import Run, StockOut
from ..views import ItemRef
from .newest import cells_of, newest
from .tasks import item_refs

RUN_STATES = ("queued", "running", "succeeded", "failed", "superseded", "cancelled")
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


def newest_of(
    tenants: Sequence[TenantRef], *, state: str | None, automation: str | None, before: UUID | None, limit: int
) -> Select[Any]:
    """Newest first. By runs_list; by runs_pkey where all are asked for."""
    cells: dict[str, Any] = {"tenant_id": [tenant.id for tenant in tenants]}
    if state is not None or automation is not None:
        cells["state"] = RUN_STATES if state is None else [state]
        cells["automation"] = sorted(AUTOMATIONS) if automation is None else [automation]
    return newest(Run, cells_of(cells), [], before=before, limit=limit)


async def list_of(session: AsyncSession, tenants: Sequence[TenantRef], query: Select[Any]) -> Sequence[RunView]:
    """The runs that the query selects."""
    return await _views(session, tenants, (await session.scalars(query)).all(), RunView)


def newest_stock_outs(
    tenants: Sequence[TenantRef], *, sku: str | None, since: datetime | None, before: UUID | None, limit: int
) -> Select[Any]:
    """Newest first. By stock_outs_pkey, or stock_outs_of_product."""
    cells: dict[str, Any] = {"tenant_id": [tenant.id for tenant in tenants]}
    if sku is not None:
        cells["sku"] = [sku]
    where = [] if since is None else [StockOut.at >= since, StockOut.id >= first_id_of_database(since)]
    return newest(StockOut, cells_of(cells), where, before=before, limit=limit)


async def stock_outs(session: AsyncSession, tenants: Sequence[TenantRef], query: Select[Any]) -> Sequence[StockOutView]:
    """Those that the query selects."""
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
