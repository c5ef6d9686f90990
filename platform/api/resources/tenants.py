"""/v1/tenants: the companies that the BPO works for."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct, structs
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.founding import found
from tenants import registry
from tenants.ids import new_id
from tenants.models import Tenant
from tenants.registry import NewTenant
from tenants.roles import Permission

from ..access import Call, database, hold_to_active, tenant_named
from ..answers import Answer, answer
from ..bodies import body
from ..errors import Invalid
from ..etags import hold_to_preconditions, tagged
from ..idempotency import once
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, patch, post
from ..shapes import Name, Nothing, Shape, Slug
from ..tenant_settings import Country, TenantChanges, Weight, change_settings, timezone_faults


class NewTenantBody(Shape):
    slug: Slug
    name: Name
    timezone: str
    country: Country
    weight: Weight = 1


class TenantView(Struct, frozen=True):
    id: UUID
    slug: str
    name: str
    timezone: str
    country: str
    calendar: str | None
    weight: int
    state: str
    created_at: datetime


@post("/v1/tenants", Permission.MANAGE_TENANTS, body=NewTenantBody, answers={201: TenantView})
async def create_tenant(request: Call) -> Answer:
    """Make a tenant

    It has the queues `unrouted` and `exceptions` and the task types `task`, `unrouted` and `exception` from its start.
    """
    new = await body(request, NewTenantBody)
    now = datetime.now(UTC)
    tenant_id = new_id(now)

    async def create(session: AsyncSession) -> TenantView:
        if faults := timezone_faults(new.timezone):
            raise Invalid(*faults)
        tenant = await registry.create(session, request.user, NewTenant(tenant_id, **structs.asdict(new)), now)
        await found(session, tenant_id)
        return _view(tenant)

    return await once(request, 201, create, tenants=[tenant_id])


@get("/v1/tenants", Permission.READ_TENANTS, query=Paging, answers={200: Page[TenantView]})
async def list_tenants(request: Call) -> Answer:
    """The tenants that you may see, newest first"""
    paging = query(request, Paging)
    place = place_of(paging.cursor, UUID)
    seen = [tenant.id for tenant in request.user.tenants if place is None or tenant.id < place]
    wanted = sorted(seen, reverse=True)[: paging.limit + 1]
    async with database(request).session(()) as session:
        rows = await session.scalars(select(Tenant).where(Tenant.id.in_(wanted)).order_by(Tenant.id.desc()))
    return answer(page([_view(row) for row in rows], paging.limit, lambda tenant: tenant.id))


@get("/v1/tenants/{slug:str}", Permission.READ_TENANTS, answers={200: TenantView})
async def read_tenant(request: Call, slug: FromPath[str]) -> Answer:
    """One tenant"""
    named = tenant_named(request, slug)
    async with database(request).session(()) as session:
        tenant = await session.get_one(Tenant, named.id)
    return answer(_view(tenant), headers=tagged(tenant.revision))


@patch("/v1/tenants/{slug:str}", Permission.CHANGE_TENANT, body=TenantChanges, answers={200: TenantView})
async def change_tenant(request: Call, slug: FromPath[str]) -> Answer:
    """Change a tenant's settings

    `weight`, its share of a fair desk, is the BPO's to set. Promises, and what is due in queues without a calendar of
    their own, count by `calendar`; null: around the clock.
    """
    named = tenant_named(request, slug)
    hold_to_active(request, named)
    asked = await body(request, TenantChanges)
    tenant = await change_settings(request, named, asked, partial(hold_to_preconditions, request))
    return answer(_view(tenant), headers=tagged(tenant.revision))


@post("/v1/tenants/{slug:str}/suspend", Permission.MANAGE_TENANTS, body=Nothing, answers={200: TenantView})
async def suspend_tenant(request: Call, slug: FromPath[str]) -> Answer:
    """Suspend a tenant: it reads, its changes are refused, its work waits"""
    return await _give_state(request, slug, "suspended")


@post("/v1/tenants/{slug:str}/resume", Permission.MANAGE_TENANTS, body=Nothing, answers={200: TenantView})
async def resume_tenant(request: Call, slug: FromPath[str]) -> Answer:
    """Let a suspended tenant go on"""
    return await _give_state(request, slug, "active")


HANDLERS = [create_tenant, list_tenants, read_tenant, change_tenant, suspend_tenant, resume_tenant]


async def _give_state(request: Call, slug: str, state: str) -> Answer:
    named = tenant_named(request, slug)
    await body(request, Nothing)

    async def give(session: AsyncSession) -> TenantView:
        tenant = await registry.read_locked(session, named.id)
        if tenant.state != state:
            tenant = await registry.change(session, request.user, tenant, {"state": state}, datetime.now(UTC))
        return _view(tenant)

    return await once(request, 200, give, tenants=[named.id])


def _view(tenant: Tenant) -> TenantView:
    return TenantView(*(getattr(tenant, field) for field in TenantView.__struct_fields__))
