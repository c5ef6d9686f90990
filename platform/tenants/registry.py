"""The tenants of an installation: made, changed, suspended, resumed. Who may do it is not asked here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from . import audit
from .errors import SlugTaken
from .models import ApiKey, Tenant, User
from .principals import Principal


class NewTenant(Struct, frozen=True):
    id: UUID
    slug: str
    name: str
    timezone: str
    country: str
    weight: int


async def create(session: AsyncSession, actor: Principal, new: NewTenant, now: datetime) -> Tenant:
    """The session must be bound to the new tenant. Raises SlugTaken."""
    values = {field: getattr(new, field) for field in new.__struct_fields__}
    made = insert(Tenant).values(**values, created_at=now).on_conflict_do_nothing().returning(Tenant)
    tenant = (await session.execute(made)).scalar_one_or_none()
    if tenant is None:
        raise SlugTaken
    data = {field: values[field] for field in ("slug", "name", "timezone", "country", "weight")}
    await audit.record(session, actor.as_actor(), "tenant.created", new.slug, now=now, data=data, tenant_id=new.id)
    return tenant


async def read_locked(session: AsyncSession, tenant_id: UUID) -> Tenant:
    return (
        await session.execute(select(Tenant).where(Tenant.id == tenant_id).with_for_update(key_share=True))
    ).scalar_one()


async def change(
    session: AsyncSession, actor: Principal, tenant: Tenant, changes: dict[str, Any], now: datetime
) -> Tenant:
    """Gives the locked row these values. Everything that depends on the tenant learns of it by the versions."""
    for field, value in changes.items():
        setattr(tenant, field, value)
    tenant.revision += 1
    tenant.config_version += 1
    tenant.lanes_version += 1
    action = "tenant.state_changed" if "state" in changes else "tenant.changed"
    await audit.record(session, actor.as_actor(), action, tenant.slug, now=now, data=changes, tenant_id=tenant.id)
    await session.flush()
    return tenant


async def begin_erasure(session: AsyncSession, actor: Principal, tenant_id: UUID, now: datetime) -> None:
    """From here on nobody sees the tenant, and its keys and people are no longer good. What stays of it is a record in
    the installation's audit; the session must be bound to both."""
    tenant = await change(session, actor, await read_locked(session, tenant_id), {"state": "erased"}, now)
    living = update(ApiKey).where(ApiKey.tenant_id == tenant_id, ApiKey.revoked_at.is_(None))
    await session.execute(living.values(revoked_at=now))
    await session.execute(update(User).where(User.tenant_id == tenant_id).values(active=False))
    data = {"id": str(tenant_id), "name": tenant.name}
    await audit.record(session, actor.as_actor(), "tenant.erased", tenant.slug, now=now, data=data)


async def configuration_changed(session: AsyncSession, tenant_id: UUID, *, lanes: bool = False) -> None:
    """Tells all processes that what they keep of the tenant's configuration (and of its lanes) is old."""
    values = {Tenant.config_version: Tenant.config_version + 1}
    if lanes:
        values[Tenant.lanes_version] = Tenant.lanes_version + 1
    await session.execute(update(Tenant).where(Tenant.id == tenant_id).values(values))
