"""What stands under a key of the tenant's: put, read, listed, retired. A retired key can be put again."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from ..errors import NotFound, StillUsed
from ..models.configuration import Keyed
from .change import Change

K = TypeVar("K", bound=Keyed)

Hold = Callable[[int | None], None]
"""Asked with the revision that stands (None: none) before anything is written; raises to keep it so."""

Uses = Callable[[AsyncSession, str], Awaitable[Sequence[str]]]
"""What still uses a key."""


class Put(Struct, Generic[K], frozen=True):
    row: K
    is_new: bool


async def put(model: type[K], change: Change, key: str, values: dict[str, Any], *, hold: Hold) -> Put[K]:
    """Writes these values under the key."""
    row = await _locked(model, change, key)
    is_new = row is None or row.retired_at is not None
    hold(None if row is None or is_new else row.revision)
    revision = row.revision if row else 0
    row = row or model()
    for field, value in (values | {"retired_at": None, "revision": revision + 1}).items():
        setattr(row, field, value)
    row.tenant_id, row.key = change.tenant_id, key
    change.session.add(row)
    await change.session.flush()
    return Put(row, is_new)


async def read(model: type[K], session: AsyncSession, tenant_id: UUID, key: str) -> K | None:
    row = await session.get(model, (tenant_id, key))
    return None if row is None or row.retired_at is not None else row


async def list_of(
    model: type[K], session: AsyncSession, tenants: Sequence[UUID], after: tuple[UUID, str] | None, limit: int
) -> Sequence[K]:
    """What is not retired, in order of tenant and key."""
    query = select(model).where(model.tenant_id.in_(tenants), model.retired_at.is_(None))
    if after is not None:
        query = query.where(tuple_(model.tenant_id, model.key) > after)
    return (await session.scalars(query.order_by(model.tenant_id, model.key).limit(limit))).all()


def place(row: Keyed) -> tuple[UUID, str]:
    """Where a row stands in the order of the list."""
    return row.tenant_id, row.key


async def retire(model: type[K], change: Change, key: str, *, hold: Hold, uses: Uses) -> None:
    """Raises NotFound, StillUsed."""
    row = await _locked(model, change, key)
    if row is None or row.retired_at is not None:
        raise NotFound
    hold(row.revision)
    if used_by := await uses(change.session, key):
        raise StillUsed(used_by)
    row.retired_at = change.now
    row.revision += 1
    await change.session.flush()


async def _locked(model: type[K], change: Change, key: str) -> K | None:
    found: K | None = await change.session.get(model, (change.tenant_id, key), with_for_update=True)
    return found
