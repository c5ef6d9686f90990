"""/board: how the work stands, queue by queue and client by client, as it is at this moment."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from msgspec import Struct

from tasks.reading.holders import Holder, holders
from tasks.reading.out_of_reach import OutOfReach, out_of_reach
from tasks.reading.titles import Titles, titles_of
from tasks.reports import Ages, Past, QueueFigures, Reports, slot_of
from tenants.principals import TenantRef
from tenants.roles import Permission, Role

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.ageing import Part, parts
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..browser.sparks import Spark, spark
from ..queries import TENANT, parameters

LEADS = frozenset({Role.PLATFORM_ADMIN, Role.SUPERVISOR, Role.AUDITOR})
MOST_SHOWN = 14
"""People who hold something, beside the queues; the page of people has all."""

ENTRIES = (
    Entry(
        label=N_("Board"),
        path="/board",
        permission=Permission.READ_REPORTS,
        order=20,
        go="b",
        roles=LEADS,
        home=frozenset({Role.SUPERVISOR, Role.AUDITOR}),
    ),
)


class QueueRow(Struct, frozen=True):
    key: str
    name: str
    figures: QueueFigures
    waiting: Sequence[Part]
    past: Spark | None


class TenantRows(Struct, frozen=True):
    tenant: TenantRef
    queues: Sequence[QueueRow]


class Standing(Struct, frozen=True):
    """The sum in a sentence; `worst` is where most is overdue, `unreached` what nobody could claim."""

    ready: int
    overdue: int
    worst: QueueFigures | None
    unreached: Sequence[OutOfReach]


@page("GET", "/board", Permission.READ_REPORTS)
async def show_board(request: Call) -> Answer:
    """The board"""
    tenants, now = tenants_of(request), datetime.now(UTC)
    reports = Reports(database(request), tenants)
    figures, ages, pasts, (titles, people, unreached) = await asyncio.gather(
        reports.queues(now), reports.ages(now), reports.pasts(), _around(request, [tenant.id for tenant in tenants])
    )
    values = {
        "groups": rows_of(tenants, titles, figures, ages, sparks_of(figures, pasts, slot_of(now))),
        "standing": standing_of(figures, unreached),
        "titles": titles,
        "people": people[:MOST_SHOWN],
        "holding": len(people),
        "chosen": parameters(request).get(TENANT),
        "ids": {tenant.slug: tenant.id for tenant in tenants},
        "slugs": {tenant.id: tenant.slug for tenant in tenants},
    }
    return show(
        request, "board/page.html", values, parts=("board/_standing.html", "board/_queues.html", "board/_people.html")
    )


HANDLERS = [show_board]


async def _around(request: Call, tenants: Sequence[UUID]) -> tuple[Titles, Sequence[Holder], Sequence[OutOfReach]]:
    """What the figures need beside them: what things are called, who is at work, what nobody can reach."""
    async with database(request).session(tenants) as session:
        titles, people = await titles_of(session, tenants), await holders(session, tenants)
        return titles, people, await out_of_reach(session, tenants)


def rows_of(
    tenants: Sequence[TenantRef],
    titles: Titles,
    figures: Sequence[QueueFigures],
    ages: Sequence[Ages],
    sparks: Mapping[tuple[str, str], Spark | None],
) -> Sequence[TenantRows]:
    """By client in the order of their names; clients without a queue are left out."""
    waited = {(each.tenant, each.queue): each for each in ages}
    most = max((each.ready for each in figures), default=0)

    def row(tenant: TenantRef, each: QueueFigures) -> QueueRow:
        at = (each.tenant, each.queue)
        age = waited.get(at, Ages(each.tenant, each.queue, 0, 0, 0, 0))
        return QueueRow(
            each.queue, titles.queue(tenant.id, each.queue), each, parts(age, each.ready, most), sparks.get(at)
        )

    by_slug = {slug: list(group) for slug, group in groupby(figures, lambda each: each.tenant)}
    ordered = sorted(tenants, key=lambda tenant: tenant.name.casefold())
    return [
        TenantRows(tenant, [row(tenant, each) for each in by_slug[tenant.slug]])
        for tenant in ordered
        if tenant.slug in by_slug
    ]


def sparks_of(
    figures: Sequence[QueueFigures], pasts: Mapping[tuple[str, str], Past], slot: int
) -> Mapping[tuple[str, str], Spark | None]:
    """By tenant and queue."""
    at = {(each.tenant, each.queue): each.ready for each in figures}
    return {each: spark(pasts[each], ready, slot) for each, ready in at.items() if each in pasts}


def standing_of(figures: Sequence[QueueFigures], unreached: Sequence[OutOfReach]) -> Standing:
    worst = max(figures, key=lambda each: each.overdue, default=None)
    return Standing(
        ready=sum(each.ready for each in figures),
        overdue=sum(each.overdue for each in figures),
        worst=worst if worst and worst.overdue else None,
        unreached=sorted(unreached, key=lambda each: -each.ready),
    )
