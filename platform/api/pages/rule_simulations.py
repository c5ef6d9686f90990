"""/rules/{slug}/{key}/simulate: what the draft would have made of past items, watched while it is found out."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from tasks import simulations
from tasks.configuring import rulesets
from tasks.reading.titles import titles_of
from tasks.simulations import Order, SimulationView
from tenants.ids import new_id
from tenants.principals import TenantRef
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_named
from ..answers import Answer
from ..browser.days import beginning_of, day_of
from ..browser.forms import form_of
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..browser.rule_changes import plan_lines
from ..errors import NotFound
from ..rulesets import Chosen, Content, chosen_content, working_copy
from .rule_views import ruleset_values, version_in

AMOUNTS = ("100", "1000", "10000")
"""Of items, the newest; the first but one is usual."""
MOST_SHOWN = 50
_PART = "rules/_simulation.html"


@page("GET", "/rules/{slug:str}/{key:str}/simulate", Permission.READ_CONFIGURATION)
async def show_simulating(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Try the draft on past items"""
    values = await _values(request, tenant_named(request, slug), key)
    return show(request, "rules/simulate.html", {**values, "found": None, "since": ""})


@page("POST", "/rules/{slug:str}/{key:str}/simulate", Permission.READ_CONFIGURATION)
async def start_simulation(request: Call, slug: FromPath[str], key: FromPath[str]) -> Answer:
    """Start it; nothing of the items is changed"""
    tenant, form, now = tenant_named(request, slug), await form_of(request), datetime.now(UTC)
    amount = form.text("amount") if form.text("amount") in AMOUNTS else AMOUNTS[1]
    against, since = version_in(form, "against"), beginning_of(form.text("since"), tenant.timezone)
    simulation_id = new_id(now)
    async with database(request).session([tenant.id]) as session:
        tried = await _tried(session, tenant, key, version_in(form, "tried"))
        if against is not None and await rulesets.content_of(session, tenant.id, key, against) is None:
            raise NotFound
        order = Order(key, tried.content, tried.version, against, since, int(amount))
        await simulations.start(session, tenant.id, order, simulation_id=simulation_id, now=now)
    ring_relay(request)
    return see_other(request, f"/rules/{slug}/{key}/simulate/{simulation_id}")


@page("GET", "/rules/{slug:str}/{key:str}/simulate/{simulation_id:uuid}", Permission.READ_CONFIGURATION)
async def show_simulation(
    request: Call, slug: FromPath[str], key: FromPath[str], simulation_id: FromPath[UUID]
) -> Answer:
    """How far it has come, and what it shows"""
    tenant = tenant_named(request, slug)
    values = await _values(request, tenant, key)
    async with database(request).session([tenant.id]) as session:
        found = await _found(session, key, simulation_id)
        items = await simulations.items_of(session, simulation_id, after=None, limit=MOST_SHOWN)
        titles = await titles_of(session, [tenant.id])
    values |= {
        "found": found,
        "items": [(item, plan_lines(item.before, item.after)) for item in items],
        "titles": titles,
        "since": day_of(found.since, tenant.timezone),
    }
    return show(request, "rules/simulate.html", values, parts=(_PART,))


@page("POST", "/rules/{slug:str}/{key:str}/simulate/{simulation_id:uuid}/stop", Permission.READ_CONFIGURATION)
async def stop_simulation(
    request: Call, slug: FromPath[str], key: FromPath[str], simulation_id: FromPath[UUID]
) -> Answer:
    """Stop it; what it has found stays"""
    tenant = tenant_named(request, slug)
    async with database(request).session([tenant.id]) as session:
        await _found(session, key, simulation_id)
        await simulations.end(session, simulation_id, "stopped")
    return see_other(request, f"/rules/{slug}/{key}/simulate/{simulation_id}")


HANDLERS = [show_simulating, start_simulation, show_simulation, stop_simulation]


async def _values(request: Call, tenant: TenantRef, key: str) -> dict[str, Any]:
    """With the versions that can be tried, or compared with."""
    async with database(request).session([tenant.id]) as session:
        versions = await rulesets.versions(session, tenant.id, key, None, MOST_SHOWN)
    numbers = [each.version for each in versions]
    return {**await ruleset_values(request, tenant, key), "amounts": AMOUNTS, "versions": numbers}


async def _tried(session: AsyncSession, tenant: TenantRef, key: str, version: int | None) -> Content:
    """The version; none: the draft, or what is published where there is none. Raises NotFound, Invalid."""
    if version is None:
        return await working_copy(session, tenant.id, key)
    return await chosen_content(session, tenant, key, Chosen(version=version))


async def _found(session: AsyncSession, key: str, simulation_id: UUID) -> SimulationView:
    """Raises NotFound."""
    found = await simulations.read(session, simulation_id)
    if found is None or found.ruleset != key:
        raise NotFound
    return found
