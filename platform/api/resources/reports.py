"""/v1/reports: figures of the work, exact at the moment of asking."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from tasks.reports import (
    AutomationFigures,
    PersonFigures,
    Promises,
    QueueFigures,
    Reports,
    StraightThrough,
    Throughput,
    day_began,
)
from tasks.serving import serves
from tenants.roles import Permission, Reach

from ..access import Call, database, office, reach, tenants_of
from ..answers import Answer, answer
from ..queries import query
from ..routes import get
from ..shapes import Instant, Shape

LOOKING_BACK = {"hour": timedelta(days=2), "day": timedelta(days=31)}


class Since(Shape):
    """`since` left out: today, in the zone of the first tenant; for throughput two days of hours or 31 days."""

    since: Instant | None = None


class ThroughputQuery(Since):
    interval: Literal["hour", "day"] = "day"


class QueueReport(Struct, frozen=True):
    items: Sequence[QueueFigures]


class ThroughputReport(Struct, frozen=True):
    items: Sequence[Throughput]


class PromiseReport(Struct, frozen=True):
    items: Sequence[Promises]


class PeopleReport(Struct, frozen=True):
    items: Sequence[PersonFigures]


class AutomationReport(Struct, frozen=True):
    items: Sequence[StraightThrough]
    runs: Sequence[AutomationFigures]


@get("/v1/reports/queues", Permission.READ_REPORTS, names_tenant=True, answers={200: QueueReport})
async def report_queues(request: Call) -> Answer:
    """What is in the queues"""
    figures = await _reports(request).queues(datetime.now(UTC))
    if reach(request) is Reach.SELF:
        figures = await _served(request, figures)
    return answer(QueueReport(figures))


@get(
    "/v1/reports/throughput",
    Permission.READ_SERVICE_REPORTS,
    query=ThroughputQuery,
    names_tenant=True,
    answers={200: ThroughputReport},
)
async def report_throughput(request: Call) -> Answer:
    """What came and ended, by hour or day"""
    reports, asked = _reports(request), query(request, ThroughputQuery)
    since = asked.since or datetime.now(UTC) - LOOKING_BACK[asked.interval]
    return answer(ThroughputReport(await reports.throughput(asked.interval, since)))


@get(
    "/v1/reports/sla",
    Permission.READ_SERVICE_REPORTS,
    query=Since,
    names_tenant=True,
    answers={200: PromiseReport},
)
async def report_sla(request: Call) -> Answer:
    """How the promises to clients were kept"""
    return answer(PromiseReport(await _reports(request).promises(_since(request))))


@get("/v1/reports/operators", Permission.READ_REPORTS, query=Since, names_tenant=True, answers={200: PeopleReport})
async def report_operators(request: Call) -> Answer:
    """What people have done, and hold now"""
    return answer(PeopleReport(await _reports(request).people(_since(request))))


@get("/v1/reports/automation", Permission.READ_REPORTS, query=Since, names_tenant=True, answers={200: AutomationReport})
async def report_automation(request: Call) -> Answer:
    """What went straight through, and what machines did"""
    reports, since = _reports(request), _since(request)
    return answer(AutomationReport(await reports.straight_through(since), await reports.automations(since)))


HANDLERS = (report_queues, report_throughput, report_sla, report_operators, report_automation)


def _reports(request: Call) -> Reports:
    oneself = request.user.user_id if reach(request) is Reach.SELF else None
    return Reports(database(request), tenants_of(request), oneself)


def _since(request: Call) -> datetime:
    tenants = tenants_of(request)
    now = datetime.now(UTC)
    return query(request, Since).since or day_began(now, tenants[0].timezone if tenants else "UTC")


async def _served(request: Call, figures: list[QueueFigures]) -> list[QueueFigures]:
    known = {tenant.slug: await office(request).configurations.of(tenant.id) for tenant in request.user.tenants}
    queues = {(slug, key): queue for slug, each in known.items() for key, queue in each.queues.items()}
    return [
        each
        for each in figures
        if (each.tenant, each.queue) in queues and serves(request.user, queues[each.tenant, each.queue])
    ]
