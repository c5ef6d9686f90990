"""Desks: queues of the same key in several tenants, and how their tenants share the people who serve them."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.models import Tenant

from .models import Desk


class DeskView(Struct, frozen=True):
    """`fair`: tenants are drawn by weight, those of `weights` (by slug) with these, all others with their own."""

    key: str
    fair: bool
    weights: dict[str, int]


async def put(session: AsyncSession, desk: DeskView) -> tuple[int, bool]:
    """Its revision, and whether it is new. Everybody's lanes are looked up again; the tenants are locked in order, so
    that two desks cannot wait for each other."""
    made = insert(Desk).values(key=desk.key, is_fair=desk.fair, weights=desk.weights)
    put_ = made.on_conflict_do_update(
        index_elements=[Desk.key],
        set_={
            "is_fair": made.excluded.is_fair,
            "weights": made.excluded.weights,
            "revision": Desk.revision + 1,
        },
    ).returning(Desk.revision)
    revision = (await session.execute(put_)).scalar_one()
    await session.execute(select(Tenant.id).order_by(Tenant.id).with_for_update(key_share=True))
    await session.execute(update(Tenant).values(lanes_version=Tenant.lanes_version + 1))
    return revision, revision == 1


async def read(session: AsyncSession, key: str) -> tuple[DeskView, int] | None:
    row = await session.get(Desk, key)
    return (_view(row), row.revision) if row else None


async def list_of(session: AsyncSession, after: str | None, limit: int) -> Sequence[DeskView]:
    """By key."""
    rows = await session.scalars(select(Desk).where(Desk.key > (after or "")).order_by(Desk.key).limit(limit))
    return [_view(row) for row in rows]


async def unknown_tenants(session: AsyncSession, slugs: Sequence[str]) -> list[str]:
    known = await session.scalars(select(Tenant.slug).where(Tenant.slug.in_(list(slugs))))
    return sorted(set(slugs) - set(known))


def _view(row: Desk) -> DeskView:
    return DeskView(row.key, row.is_fair, row.weights)
