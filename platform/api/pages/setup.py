"""/setup: how each client is set up. A client's page has a view for each kind of thing; whoever adds one adds a row."""

from collections.abc import Mapping, Sequence

from litestar.params import FromPath
from msgspec import Struct

from tenants.principals import Principal, TenantRef
from tenants.roles import TENANT_ROLES, Permission, reach_of

from ..access import Call, tenant_named
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from . import administration
from .administration import SETUP

ENTRIES = (
    Entry(label=N_("Set-up"), path=SETUP, permission=Permission.READ_TYPES, order=80, go="e", roles=TENANT_ROLES),
)


class View(Struct, frozen=True):
    """`name` is the last part of its path, below the client's."""

    name: str
    label: str
    permission: Permission


VIEWS = (
    View("start", N_("Overview"), Permission.CHANGE_CONFIGURATION),
    View("company", N_("Company"), Permission.CHANGE_TENANT),
    View("work-types", N_("Types of work"), Permission.CHANGE_CONFIGURATION),
    View("task-types", N_("Types of task"), Permission.CHANGE_CONFIGURATION),
    View("queues", N_("Queues"), Permission.CHANGE_CONFIGURATION),
    View("calendars", N_("Calendars"), Permission.CHANGE_CONFIGURATION),
    View("keys", N_("Keys"), Permission.CHANGE_TENANT),
    View("webhooks", N_("Webhooks"), Permission.CHANGE_MASTER_DATA),
)


@page("GET", SETUP, Permission.READ_TYPES)
async def show_clients_to_set_up(request: Call) -> Answer:
    """Set-up: of which client; who belongs to one is led there"""
    if request.user.role in TENANT_ROLES:
        return _first_view(request, request.user.tenants[0])
    values = {"path": administration.PATH, "views": administration.views_of(request.user)}
    return show(request, "setup/page.html", values)


@page("GET", f"{SETUP}/{{slug:str}}", Permission.READ_TYPES)
async def show_set_up(request: Call, slug: FromPath[str]) -> Answer:
    """The first of a client's views that are the reader's"""
    return _first_view(request, tenant_named(request, slug))


HANDLERS = [show_clients_to_set_up, show_set_up]


def views_of(principal: Principal, tenant: TenantRef) -> Sequence[tuple[str, str]]:
    """Path and label of each."""
    mine = (view for view in VIEWS if reach_of(principal.role, view.permission) is not None)
    return [(f"{SETUP}/{tenant.slug}/{view.name}", view.label) for view in mine]


def of_setup(request: Call, tenant: TenantRef) -> Mapping[str, object]:
    """What every view of a client's set-up shows."""
    path = SETUP if request.user.role in TENANT_ROLES else administration.PATH
    return {"path": path, "views": views_of(request.user, tenant), "tenant": tenant, "zone": tenant.timezone}


def _first_view(request: Call, tenant: TenantRef) -> Answer:
    views = views_of(request.user, tenant)
    if not views:
        raise NotFound
    return see_other(request, views[0][0])
