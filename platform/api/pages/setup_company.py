"""/setup/{slug}/company: what a client is called, by which clocks and calendar it counts, its share of fair desks."""

from collections.abc import Mapping
from typing import Any

from litestar.params import FromPath

from tasks.configuring import keyed
from tasks.models import Calendar
from tasks.time_zones import time_zones
from tenants.models import Tenant
from tenants.principals import TenantRef
from tenants.roles import Permission, Reach

from ..access import Call, database, hold_to_active, reach, tenant_named
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.rendering import see_other, show
from ..browser.revisions import Stale, hold_to_shown, shown
from ..browser.routing import page
from ..browser.setup_faults import Said, by_field
from ..errors import Invalid
from ..shapes import fit
from ..tenant_settings import TenantChanges, change_settings
from .administration import SETUP
from .holding import whole
from .setup import of_setup
from .setup_editing import SOMEBODY
from .setup_kind import MOST_LISTED

_INVALID = 422
_PATH = f"{SETUP}/{{slug:str}}/company"


@page("GET", _PATH, Permission.CHANGE_TENANT)
async def show_company(request: Call, slug: FromPath[str]) -> Answer:
    """What a client is called, and how it counts"""
    return await _company(request, tenant_named(request, slug))


@page("POST", _PATH, Permission.CHANGE_TENANT)
async def change_company(request: Call, slug: FromPath[str]) -> Answer:
    """Save what the form says, unless somebody else did meanwhile"""
    tenant, form = tenant_named(request, slug), await form_of(request)
    hold_to_active(request, tenant)
    typed, stands = _typed(form), await _read(request, tenant)
    changes = {name: value for name, value in typed.items() if value != getattr(stands, name)}
    try:
        if changes:
            await change_settings(request, tenant, fit(changes, TenantChanges), hold_to_shown(form))
    except Invalid as invalid:
        return await _company(request, tenant, typed, by_field(invalid.faults))
    except Stale:
        return await _company(request, tenant, typed, {"": SOMEBODY})
    return see_other(request, f"{SETUP}/{slug}/company")


HANDLERS = [show_company, change_company]


def _typed(form: Form) -> dict[str, Any]:
    """The weight only where it was asked for; what is no number stays text, and a fault."""
    typed: dict[str, Any] = {name: form.text(name) for name in ("name", "timezone", "country")}
    typed["calendar"] = form.text("calendar") or None
    if "weight" in form:
        typed["weight"] = whole(form.text("weight")) or form.text("weight")
    return typed


async def _read(request: Call, tenant: TenantRef) -> Tenant:
    async with database(request).session([tenant.id]) as session:
        return await session.get_one(Tenant, tenant.id)


async def _company(
    request: Call, tenant: TenantRef, typed: Mapping[str, Any] | None = None, faults: Mapping[str, Said] | None = None
) -> Answer:
    """With what was typed, and what is wrong with it."""
    stands = await _read(request, tenant)
    async with database(request).session([tenant.id]) as session:
        calendars = await keyed.list_of(Calendar, session, [tenant.id], None, MOST_LISTED)
    members = ("name", "timezone", "country", "calendar", "weight")
    values = {
        **of_setup(request, tenant),
        "company": {name: getattr(stands, name) for name in members} | dict(typed or {}),
        "revision": shown(stands.revision),
        "faults": faults or {},
        "calendars": [(row.key, row.key) for row in calendars],
        "zones": sorted(time_zones()),
        "sets_weight": reach(request) is Reach.ALL,
    }
    return show(request, "setup/company.html", values, status=_INVALID if faults else 200)
