"""API keys, of tenants and of people: made and shown once, listed without themselves, revoked."""

import secrets
from datetime import UTC, datetime
from typing import ClassVar, Literal
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tenants import api_keys
from tenants.api_keys import KeyRecord, NewKey
from tenants.ids import new_id
from tenants.keys import RANDOM_BYTES
from tenants.models import INSTALLATION, ApiKey
from tenants.people import Person
from tenants.roles import TENANT_ROLES, Permission, Reach, Role

from ..access import Call, database, hold_to_active, reach, tenant_named
from ..answers import Answer, answer, no_content
from ..bodies import body
from ..errors import Invalid, NotFound
from ..idempotency import once
from ..people import visible_person
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import delete, get, post
from ..shapes import Instant, Name, Shape


class NewPersonKey(Shape):
    name: Name
    expires_at: Instant | None = None


class NewTenantKey(NewPersonKey, kw_only=True):
    role: Literal["client", "tenant_admin"]


class KeyView(Struct, frozen=True):
    id: UUID
    name: str
    role: str
    expires_at: datetime | None
    created_at: datetime


class IssuedKey(KeyView, frozen=True):
    """`key` is shown this once: an answer that is repeated leaves it out."""

    secrets: ClassVar[tuple[str, ...]] = ("key",)
    key: str | UnsetType = UNSET


@post("/v1/tenants/{slug:str}/api-keys", Permission.CHANGE_TENANT, body=NewTenantKey, answers={201: IssuedKey})
async def issue_tenant_key(request: Call, slug: FromPath[str]) -> Answer:
    """Make a key of a tenant"""
    tenant = tenant_named(request, slug)
    hold_to_active(request, tenant)
    asked = await body(request, NewTenantKey)
    return await _issue(request, asked, Role(asked.role), tenant_id=tenant.id, user_id=None)


@post("/v1/users/{person_id:uuid}/api-keys", Permission.ISSUE_KEYS, body=NewPersonKey, answers={201: IssuedKey})
async def issue_person_key(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Make a key of a person"""
    person, tenant_id = await _person_with_keys(request, person_id)
    asked = await body(request, NewPersonKey)
    return await _issue(request, asked, person.role, tenant_id=tenant_id, user_id=person.id)


@get("/v1/tenants/{slug:str}/api-keys", Permission.CHANGE_TENANT, query=Paging, answers={200: Page[KeyView]})
async def list_tenant_keys(request: Call, slug: FromPath[str]) -> Answer:
    """A tenant's keys that are not revoked, newest first"""
    tenant = tenant_named(request, slug)
    return await _list(request, (ApiKey.tenant_id == tenant.id) & ApiKey.user_id.is_(None))


@get("/v1/users/{person_id:uuid}/api-keys", Permission.READ_KEYS, query=Paging, answers={200: Page[KeyView]})
async def list_person_keys(request: Call, person_id: FromPath[UUID]) -> Answer:
    """A person's keys that are not revoked, newest first"""
    person, _ = await _person_with_keys(request, person_id)
    return await _list(request, ApiKey.user_id == person.id)


@get("/v1/api-keys/{key_id:uuid}", Permission.READ_KEYS, answers={200: KeyView})
async def read_key(request: Call, key_id: FromPath[UUID]) -> Answer:
    """One key, without itself"""
    return answer(_view(await _visible_key(request, key_id)))


@delete("/v1/api-keys/{key_id:uuid}", Permission.ISSUE_KEYS, answers={204: None})
async def revoke_key(request: Call, key_id: FromPath[UUID]) -> Answer:
    """Revoke a key: its next request is 401"""
    record = await _visible_key(request, key_id)
    async with database(request).session([record.tenant_id or INSTALLATION]) as session:
        await api_keys.revoke(session, request.user, record, datetime.now(UTC))
    return no_content()


HANDLERS = [issue_tenant_key, issue_person_key, list_tenant_keys, list_person_keys, read_key, revoke_key]


async def _issue(
    request: Call, asked: NewPersonKey, role: Role, *, tenant_id: UUID | None, user_id: UUID | None
) -> Answer:
    now = datetime.now(UTC)
    new = NewKey(new_id(now), user_id, tenant_id, role, asked.name, asked.expires_at)

    async def issue(session: AsyncSession) -> IssuedKey:
        if asked.expires_at is not None and asked.expires_at <= now:
            raise Invalid(Fault("/expires_at", "is not in the future"))
        key = await api_keys.issue(session, request.user, new, random_bytes=secrets.token_bytes(RANDOM_BYTES), now=now)
        return IssuedKey(new.id, new.name, role.value, new.expires_at, now, key)

    return await once(request, 201, issue, tenants=[tenant_id or INSTALLATION])


async def _person_with_keys(request: Call, person_id: UUID) -> tuple[Person, UUID | None]:
    """A person whose keys are the caller's business, and the tenant that the person belongs to."""
    if reach(request) is Reach.SELF and person_id != request.user.user_id:
        raise NotFound
    async with database(request).session(request.user.tenant_ids) as session:
        person = await visible_person(session, request.user, person_id)
    if person.role not in TENANT_ROLES:
        return person, None
    return person, tenant_named(request, person.tenants[0]).id


async def _visible_key(request: Call, key_id: UUID) -> KeyRecord:
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


def _of_oneself(request: Call) -> ColumnElement[bool]:
    user_id = request.user.user_id
    return ApiKey.id == request.user.key_id if user_id is None else ApiKey.user_id == user_id


async def _list(request: Call, condition: ColumnElement[bool]) -> Answer:
    paging = query(request, Paging)
    place = place_of(paging.cursor, UUID)
    after = [] if place is None else [ApiKey.id < place]
    async with database(request).session(()) as session:
        records = await api_keys.list_of(session, condition, *after, limit=paging.limit + 1)
    return answer(page([_view(record) for record in records], paging.limit, lambda key: key.id))


def _view(record: KeyRecord) -> KeyView:
    return KeyView(record.id, record.name, record.role.value, record.expires_at, record.created_at)
