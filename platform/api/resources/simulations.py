"""/v1/rulesets/{key}/simulate and /v1/simulations: what a change of rules would have done to past work."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncSession

from rules.errors import Fault
from tasks import simulations
from tasks.configuring import rulesets
from tasks.models import RulesetVersion
from tasks.simulations import MOST_ITEMS, ItemShift, Order, SimulationView
from tenants.ids import new_id
from tenants.roles import Permission

from ..access import Call, database, ring_relay, tenant_of
from ..answers import Answer, answer
from ..bodies import body
from ..errors import Invalid, NotFound
from ..idempotency import once
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post
from ..rulesets import Chosen, Version, chosen_content, hold_to_one
from ..shapes import Instant, Shape

USUAL_ITEMS = 1_000


class SimulateBody(Chosen):
    """The draft or a version, tried on what happened to the newest items of the type; compared with the version
    `against`, or with what was decided in fact."""

    against: Version | None = None
    since: Instant | None = None
    limit: Annotated[int, Meta(ge=1, le=MOST_ITEMS)] = USUAL_ITEMS


class Started(Struct, frozen=True):
    id: UUID


@post(
    "/v1/rulesets/{key:str}/simulate",
    Permission.READ_CONFIGURATION,
    body=SimulateBody,
    names_tenant=True,
    answers={202: Started},
)
async def simulate(request: Call, key: FromPath[str]) -> Answer:
    """Try a ruleset on past work"""
    tenant = await tenant_of(request)
    async with database(request).session([tenant.id]) as session:
        await rulesets.schema_of(session, tenant.id, key)
        asked = await body(request, SimulateBody)
        hold_to_one(asked)
        found = await chosen_content(session, tenant, key, asked)
        if asked.against is not None and await session.get(RulesetVersion, (tenant.id, key, asked.against)) is None:
            raise Invalid(Fault("/against", f"There is no version {asked.against}."))
    now = datetime.now(UTC)
    order = Order(key, found.content, found.version, asked.against, asked.since, asked.limit)
    started = Started(new_id(now))

    async def start(session: AsyncSession) -> Started:
        await simulations.start(session, tenant.id, order, simulation_id=started.id, now=now)
        return started

    done = await once(request, 202, start, tenants=[tenant.id])
    ring_relay(request)
    return done


@get("/v1/simulations/{simulation_id:uuid}", Permission.READ_CONFIGURATION, answers={200: SimulationView})
async def read_simulation(request: Call, simulation_id: FromPath[UUID]) -> Answer:
    """How far a simulation has come, and what it shows"""
    async with database(request).session(request.user.tenant_ids) as session:
        return answer(await _found(session, simulation_id))


@get(
    "/v1/simulations/{simulation_id:uuid}/items",
    Permission.READ_CONFIGURATION,
    query=Paging,
    answers={200: Page[ItemShift]},
)
async def list_simulated(request: Call, simulation_id: FromPath[UUID]) -> Answer:
    """The decisions that would have been others, newest item first"""
    async with database(request).session(request.user.tenant_ids) as session:
        await _found(session, simulation_id)
        paging = query(request, Paging)
        after = place_of(paging.cursor, tuple[UUID, int])
        found = await simulations.items_of(session, simulation_id, after=after, limit=paging.limit + 1)
    return answer(page(found, paging.limit, lambda item: (item.id, item.seq)))


@post(
    "/v1/simulations/{simulation_id:uuid}/stop",
    Permission.READ_CONFIGURATION,
    body=Shape,
    answers={200: SimulationView},
)
async def stop_simulation(request: Call, simulation_id: FromPath[UUID]) -> Answer:
    """Stop a simulation; what it has found stays"""
    async with database(request).session(request.user.tenant_ids) as session:
        await _found(session, simulation_id)
    await body(request, Shape)

    async def stop(session: AsyncSession) -> SimulationView:
        await simulations.end(session, simulation_id, "stopped")
        return await _found(session, simulation_id)

    return await once(request, 200, stop, tenants=request.user.tenant_ids)


HANDLERS = (simulate, read_simulation, list_simulated, stop_simulation)


async def _found(session: AsyncSession, simulation_id: UUID) -> SimulationView:
    """Raises NotFound."""
    found = await simulations.read(session, simulation_id)
    if found is None:
        raise NotFound
    return found
