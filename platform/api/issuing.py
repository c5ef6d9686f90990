"""Whose keys a caller may see, issue and revoke, for the API as for pages: keys of a tenant, and keys of a person."""

import secrets
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tenants import api_keys
from tenants.api_keys import KeyRecord, NewKey
from tenants.ids import new_id
from tenants.keys import RANDOM_BYTES
from tenants.models import INSTALLATION, ApiKey
from tenants.people import Person
from tenants.principals import Principal, TenantRef
from tenants.roles import TENANT_ROLES, Permission, Reach, Role, reach_of

from .access import Call, database, reach, tenant_named
from .errors import Invalid, NotFound
from .people import visible_person
from .shapes import Instant, Name, Shape


class NewPersonKey(Shape):
    name: Name
    expires_at: Instant | None = None


class NewTenantKey(NewPersonKey, kw_only=True):
    role: Literal["client", "tenant_admin"]


class Holder(Struct, frozen=True):
    """Who a key stands for: a tenant, a person, or a person of a tenant."""

    user_id: UUID | None
    tenant_id: UUID | None
    role: Role

    @property
    def bound(self) -> UUID:
        """What a transaction about the key is bound to."""
        return self.tenant_id or INSTALLATION


def of_tenant(tenant: TenantRef) -> ColumnElement[bool]:
    """The condition of a tenant's own keys."""
    return (ApiKey.tenant_id == tenant.id) & ApiKey.user_id.is_(None)


def may_see_keys(principal: Principal, person_id: UUID) -> bool:
    far = reach_of(principal.role, Permission.READ_KEYS)
    return far is not None and (far is not Reach.SELF or person_id == principal.user_id)


async def holder_of_keys(request: Call, person_id: UUID) -> Holder:
    """A person whose keys are the caller's business. Raises NotFound."""
    if not may_see_keys(request.user, person_id):
        raise NotFound
    async with database(request).session(request.user.tenant_ids) as session:
        person = await visible_person(session, request.user, person_id)
    return Holder(person.id, _belongs_to(request, person), person.role)


async def issue_key(
    request: Call, session: AsyncSession, holder: Holder, asked: NewPersonKey, now: datetime
) -> tuple[UUID, str]:
    """Its id and the key, this once. `session` is bound to the holder's `bound`. Raises Invalid."""
    if asked.expires_at is not None and asked.expires_at <= now:
        raise Invalid(Fault("/expires_at", "is not in the future"))
    new = NewKey(new_id(now), holder.user_id, holder.tenant_id, holder.role, asked.name, asked.expires_at)
    random_bytes = secrets.token_bytes(RANDOM_BYTES)
    return new.id, await api_keys.issue(session, request.user, new, random_bytes=random_bytes, now=now)


async def visible_key(request: Call, key_id: UUID) -> KeyRecord:
    """Raises NotFound."""
    own = {
        Reach.ALL: ApiKey.id == key_id,
        Reach.OWN: (ApiKey.id == key_id) & ApiKey.tenant_id.in_(request.user.tenant_ids),
        Reach.SELF: (ApiKey.id == key_id) & _of_oneself(request),
    }
    async with database(request).session(()) as session:
        found = await api_keys.list_of(session, own[reach(request)], limit=1)
    if not found:
        raise NotFound
    return found[0]


async def revoke_key(request: Call, record: KeyRecord) -> None:
    async with database(request).session([record.tenant_id or INSTALLATION]) as session:
        await api_keys.revoke(session, request.user, record, datetime.now(UTC))


def _belongs_to(request: Call, person: Person) -> UUID | None:
    return tenant_named(request, person.tenants[0]).id if person.role in TENANT_ROLES else None


def _of_oneself(request: Call) -> ColumnElement[bool]:
    user_id = request.user.user_id
    return ApiKey.id == request.user.key_id if user_id is None else ApiKey.user_id == user_id
