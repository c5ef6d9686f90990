"""API keys: issued, listed, revoked. The key itself is shown to whoever has it issued, and then known to nobody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from . import audit, keys
from .models import INSTALLATION, ApiKey
from .principals import Principal
from .roles import Role


class NewKey(Struct, frozen=True):
    """A key of a person (`user_id`), of a tenant (`tenant_id`), or of a person of a tenant (both)."""

    id: UUID
    user_id: UUID | None
    tenant_id: UUID | None
    role: Role
    name: str
    expires_at: datetime | None


class KeyRecord(Struct, frozen=True):
    """What is known of a key."""

    id: UUID
    name: str
    role: Role
    user_id: UUID | None
    tenant_id: UUID | None
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


async def issue(session: AsyncSession, actor: Principal, new: NewKey, *, random_bytes: bytes, now: datetime) -> str:
    """The key, this once. The session must be bound to the key's tenant, or to INSTALLATION where it has none."""
    key = keys.make(new.role, random_bytes)
    await session.execute(
        insert(ApiKey).values(
            id=new.id,
            digest=keys.digest(key),
            user_id=new.user_id,
            tenant_id=new.tenant_id,
            role=new.role.value,
            name=new.name,
            expires_at=new.expires_at,
            created_at=now,
        )
    )
    await _record(session, actor, "api_key.issued", new.id, new.tenant_id, now)
    return key


async def revoke(session: AsyncSession, actor: Principal, record: KeyRecord, now: datetime) -> None:
    """From the next request on the key is unknown; revoking again changes nothing."""
    living = (ApiKey.id == record.id) & ApiKey.revoked_at.is_(None)
    await session.execute(update(ApiKey).where(living).values(revoked_at=now))
    await _record(session, actor, "api_key.revoked", record.id, record.tenant_id, now)


async def list_of(session: AsyncSession, *where: ColumnElement[bool], limit: int) -> Sequence[KeyRecord]:
    """Keys that are not revoked, in falling order of id, newest first."""
    query = _KEYS.where(ApiKey.revoked_at.is_(None), *where).order_by(ApiKey.id.desc()).limit(limit)
    return [KeyRecord(row[0], row[1], Role(row[2]), *row[3:]) for row in await session.execute(query)]


_KEYS = select(  # never the digest: the application's login may not read it
    ApiKey.id,
    ApiKey.name,
    ApiKey.role,
    ApiKey.user_id,
    ApiKey.tenant_id,
    ApiKey.expires_at,
    ApiKey.revoked_at,
    ApiKey.created_at,
)


async def _record(
    session: AsyncSession, actor: Principal, action: str, key_id: UUID, tenant_id: UUID | None, now: datetime
) -> None:
    owner = tenant_id or INSTALLATION
    await audit.record(session, actor.as_actor(), action, str(key_id), now=now, tenant_id=owner)
