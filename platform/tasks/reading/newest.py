"""The newest rows of several tenants: of each the newest by its own index, of those the newest of all."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, cast, column, func, select, true

from ..models import Run, StockOut, Task, WorkItem

Row = TypeVar("Row", WorkItem, Task, Run, StockOut)


def newest(
    model: type[Row], tenants: Sequence[UUID], where: Sequence[ColumnElement[bool]], *, before: UUID | None, limit: int
) -> Select[Any]:
    """Rows in falling order of id, which is a UUIDv7, from the place `before` on."""
    tenant = (
        func.unnest(cast(list(tenants), ARRAY(Uuid))).table_valued(column("id", Uuid), name="tenant").render_derived()
    )
    conditions = [model.tenant_id == tenant.c.id, *where]
    if before is not None:
        conditions.append(model.id < before)
    of_one = select(model.tenant_id, model.id).where(*conditions).order_by(model.id.desc()).limit(limit).lateral()
    keys = select(of_one).select_from(tenant).join(of_one, true()).order_by(of_one.c.id.desc()).limit(limit).subquery()
    at = (model.tenant_id == keys.c.tenant_id) & (model.id == keys.c.id)
    return select(model).join(keys, at).order_by(model.id.desc())
