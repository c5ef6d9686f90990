"""/v1/desks: how tenants whose queues have the same key share the people who serve them."""

from datetime import UTC, datetime
from typing import Annotated

from litestar.params import FromPath
from msgspec import Meta, field

from rules import Fault
from tasks import desks
from tasks.desks import DeskView
from tenants import audit
from tenants.models import INSTALLATION, SLUG
from tenants.roles import Permission

from ..access import Call, database
from ..answers import Answer, answer
from ..bodies import body
from ..configuration import hold_to_form
from ..errors import Invalid, NotFound
from ..etags import hold_to_preconditions, tagged
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, put
from ..shapes import Shape, Slug


class DeskBody(Shape):
    """`weights`: by slug of the tenant; who is not named counts with the tenant's own weight."""

    fair: bool = True
    weights: dict[Slug, Annotated[int, Meta(ge=1, le=1000)]] = field(default_factory=dict)


@put("/v1/desks/{key:str}", Permission.MANAGE_TENANTS, body=DeskBody, answers={200: DeskView, 201: DeskView})
async def put_desk(request: Call, key: FromPath[str]) -> Answer:
    """Say how a desk is shared"""
    asked = await body(request, DeskBody)
    hold_to_form(key, SLUG)
    desk = DeskView(key, asked.fair, asked.weights)
    async with database(request).session([INSTALLATION]) as session:
        revision, is_new = await desks.put(session, desk)
        # By what it took the place of; where that does not fit, it is undone
        hold_to_preconditions(request, None if is_new else revision - 1)
        unknown = await desks.unknown_tenants(session, list(asked.weights))
        if unknown:
            raise Invalid(*(Fault(f"/weights/{slug}", "There is no such tenant.") for slug in unknown))
        said = {"fair": desk.fair, "weights": desk.weights}
        await audit.record(session, request.user.as_actor(), "desk.put", key, now=datetime.now(UTC), data=said)
    return answer(desk, 201 if is_new else 200, headers=tagged(revision))


@get("/v1/desks/{key:str}", Permission.MANAGE_TENANTS, answers={200: DeskView})
async def read_desk(request: Call, key: FromPath[str]) -> Answer:
    """One desk"""
    async with database(request).session([]) as session:
        found = await desks.read(session, key)
    if found is None:
        raise NotFound
    desk, revision = found
    return answer(desk, headers=tagged(revision))


@get("/v1/desks", Permission.MANAGE_TENANTS, query=Paging, answers={200: Page[DeskView]})
async def list_desks(request: Call) -> Answer:
    """Desks, by key"""
    paging = query(request, Paging)
    async with database(request).session([]) as session:
        found = await desks.list_of(session, place_of(paging.cursor, str), paging.limit + 1)
    return answer(page(found, paging.limit, lambda desk: desk.key))


HANDLERS = (put_desk, read_desk, list_desks)
