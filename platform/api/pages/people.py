"""/people: who works today, what they hold, and how far they have come."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from tasks.reading.holders import Holder, holders
from tasks.reading.titles import Titles, titles_of
from tasks.reports import Reports, day_began
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from .board import LEADS
from .directory import of_people

ENTRIES = (
    Entry(label=N_("People"), path="/people", permission=Permission.READ_REPORTS, order=50, go="p", roles=LEADS),
)


@page("GET", "/people", Permission.READ_REPORTS)
async def show_people(request: Call) -> Answer:
    """People"""
    tenants, now = tenants_of(request), datetime.now(UTC)
    ids = [tenant.id for tenant in tenants]
    began = day_began(now, tenants[0].timezone if tenants else "UTC")
    reports = Reports(database(request), tenants)
    figures, (holding, titles) = await asyncio.gather(reports.people(began), _at_work(request, ids))
    values = {
        "figures": figures,
        "holding": {each.person: each for each in holding},
        "titles": titles,
        "began": began,
        **of_people(request),
    }
    return show(request, "people/page.html", values, parts=("people/_list.html",))


HANDLERS = [show_people]


async def _at_work(request: Call, tenants: Sequence[UUID]) -> tuple[Sequence[Holder], Titles]:
    async with database(request).session(tenants) as session:
        return await holders(session, tenants), await titles_of(session, tenants)
