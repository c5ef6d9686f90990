"""API keys, of tenants and of people: made and shown once, listed without themselves, revoked."""

from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from tenants import api_keys
from tenants.api_keys import KeyRecord
from tenants.models import ApiKey
from tenants.roles import Permission, Role

from .. import issuing
from ..access import Call, database, hold_to_active, tenant_named
from ..answers import Answer, answer, no_content
from ..bodies import body
from ..idempotency import once
from ..issuing import Holder, NewPersonKey, NewTenantKey, holder_of_keys, issue_key, of_tenant, visible_key
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import delete, get, post


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
    return await _issue(request, asked, Holder(None, tenant.id, Role(asked.role)))


@post("/v1/users/{person_id:uuid}/api-keys", Permission.ISSUE_KEYS, body=NewPersonKey, answers={201: IssuedKey})
async def issue_person_key(request: Call, person_id: FromPath[UUID]) -> Answer:
    """Make a key of a person"""
    holder = await holder_of_keys(request, person_id)
    return await _issue(request, await body(request, NewPersonKey), holder)


@get("/v1/tenants/{slug:str}/api-keys", Permission.CHANGE_TENANT, query=Paging, answers={200: Page[KeyView]})
async def list_tenant_keys(request: Call, slug: FromPath[str]) -> Answer:
    """A tenant's keys that are not revoked, newest first"""
    tenant = tenant_named(request, slug)
    return await _list(request, of_tenant(tenant))


@get("/v1/users/{person_id:uuid}/api-keys", Permission.READ_KEYS, query=Paging, answers={200: Page[KeyView]})
async def list_person_keys(request: Call, person_id: FromPath[UUID]) -> Answer:
    """A person's keys that are not revoked, newest first"""
    return await _list(request, ApiKey.user_id == (await holder_of_keys(request, person_id)).user_id)


@get("/v1/api-keys/{key_id:uuid}", Permission.READ_KEYS, answers={200: KeyView})
async def read_key(request: Call, key_id: FromPath[UUID]) -> Answer:
    """One key, without itself"""
    return answer(_view(await visible_key(request, key_id)))


@delete("/v1/api-keys/{key_id:uuid}", Permission.ISSUE_KEYS, answers={204: None})
async def revoke_key(request: Call, key_id: FromPath[UUID]) -> Answer:
    """Revoke a key: its next request is 401"""
    await issuing.revoke_key(request, await visible_key(request, key_id))
    return no_content()


HANDLERS = [issue_tenant_key, issue_person_key, list_tenant_keys, list_person_keys, read_key, revoke_key]


async def _issue(request: Call, asked: NewPersonKey, holder: Holder) -> Answer:
    now = datetime.now(UTC)

    async def issue(session: AsyncSession) -> IssuedKey:
        key_id, key = await issue_key(request, session, holder, asked, now)
        return IssuedKey(key_id, asked.name, holder.role.value, asked.expires_at, now, key)

    return await once(request, 201, issue, tenants=[holder.bound])


async def _list(request: Call, condition: ColumnElement[bool]) -> Answer:
    paging = query(request, Paging)
    place = place_of(paging.cursor, UUID)
    after = [] if place is None else [ApiKey.id < place]
    async with database(request).session(()) as session:
        records = await api_keys.list_of(session, condition, *after, limit=paging.limit + 1)
    return answer(page([_view(record) for record in records], paging.limit, lambda key: key.id))


def _view(record: KeyRecord) -> KeyView:
    return KeyView(record.id, record.name, record.role.value, record.expires_at, record.created_at)
