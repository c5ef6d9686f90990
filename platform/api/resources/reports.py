"""/v1/reports: figures of the work, exact at the moment of asking."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from tasks.reports import QueueFigures, queue_figures
from tasks.serving import serves
from tenants.roles import Permission, Reach

from ..access import Call, database, office, reach, tenants_of
from ..answers import Answer, answer
from ..routes import get


class QueueReport(Struct, frozen=True):
    items: Sequence[QueueFigures]


@get("/v1/reports/queues", Permission.READ_REPORTS, names_tenant=True, answers={200: QueueReport})
async def report_queues(request: Call) -> Answer:
    """What is in the queues"""
    figures = await queue_figures(database(request), tenants_of(request), datetime.now(UTC))
    if reach(request) == Reach.SELF:
        figures = await _served(request, figures)
    return answer(QueueReport(figures))


async def _served(request: Call, figures: list[QueueFigures]) -> list[QueueFigures]:
    known = {tenant.slug: await office(request).configurations.of(tenant.id) for tenant in request.user.tenants}
    queues = {(slug, key): queue for slug, each in known.items() for key, queue in each.queues.items()}
    return [
        each
        for each in figures
        if (each.tenant, each.queue) in queues and serves(request.user, queues[each.tenant, each.queue])
    ]


HANDLERS = (report_queues,)
