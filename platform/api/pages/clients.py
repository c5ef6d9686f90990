"""/clients: the companies that the BPO works for: suspended, let go on, and erased when they leave."""

from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath

from tasks import erasing
from tenants import registry
from tenants.ids import new_id
from tenants.models import INSTALLATION
from tenants.principals import TenantRef
from tenants.roles import Permission, Role

from ..access import Call, database, ring_relay, tenant_named
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from ..queries import query
from ..shapes import Shape

PATH = "/clients"
ENTRIES = (
    Entry(
        label=N_("Clients"),
        path=PATH,
        permission=Permission.MANAGE_TENANTS,
        order=10,
        go="c",
        home=frozenset({Role.PLATFORM_ADMIN}),
    ),
)
STATES = {"suspend": "suspended", "resume": "active"}
_INVALID = 422


class Looking(Shape):
    """`job`: the erasure that was just begun."""

    job: UUID | None = None


@page("GET", PATH, Permission.MANAGE_TENANTS)
async def show_clients(request: Call) -> Answer:
    """Clients"""
    return show(request, "clients/page.html", {"job": query(request, Looking).job})


@page("GET", f"{PATH}/{{slug:str}}", Permission.MANAGE_TENANTS)
async def show_client(request: Call, slug: FromPath[str]) -> Answer:
    """One client"""
    return _client(request, tenant_named(request, slug))


@page("POST", f"{PATH}/{{slug:str}}/erase", Permission.MANAGE_TENANTS)
async def erase_client(request: Call, slug: FromPath[str]) -> Answer:
    """Erase a client, for ever; its short name must be typed once more"""
    tenant, now = tenant_named(request, slug), datetime.now(UTC)
    if (await form_of(request)).text("confirm") != slug:
        return _client(request, tenant, N_("This is not its short name."))
    job_id = new_id(now)
    async with database(request).session([tenant.id, INSTALLATION]) as session:
        await erasing.begin(session, request.user, tenant.id, job_id=job_id, now=now)
    ring_relay(request)
    return see_other(request, f"{PATH}?job={job_id}")


@page("POST", f"{PATH}/{{slug:str}}/{{verb:str}}", Permission.MANAGE_TENANTS)
async def give_state(request: Call, slug: FromPath[str], verb: FromPath[str]) -> Answer:
    """Suspend a client, or let it go on"""
    tenant, state = tenant_named(request, slug), STATES.get(verb)
    if state is None:
        raise NotFound
    async with database(request).session([tenant.id]) as session:
        row = await registry.read_locked(session, tenant.id)
        if row.state != state:
            await registry.change(session, request.user, row, {"state": state}, datetime.now(UTC))
    return see_other(request, f"{PATH}/{slug}")


HANDLERS = [show_clients, show_client, erase_client, give_state]


def _client(request: Call, tenant: TenantRef, fault: str | None = None) -> Answer:
    values = {"tenant": tenant, "fault": fault, "zone": tenant.timezone}
    return show(request, "clients/client.html", values, status=_INVALID if fault else 200)
