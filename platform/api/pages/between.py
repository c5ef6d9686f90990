"""Between two tasks: what waits for the reader, what they set aside, what they did today."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from tasks.reading import own
from tasks.reading.own import OwnTask
from tasks.reports import day_began
from tasks.serving import serves
from tenants.principals import TenantRef

from ..access import Call, database, office
from ..answers import Answer
from ..browser.rendering import show

WORK = "/work"
WAITING = ("work/_waiting.html", "work/_queues.html")
DONE_LAST = PENDED_SHOWN = 5

Notice = tuple[str, dict[str, Any]]
"""A message, and the values that stand in it."""


class OwnQueue(Struct, frozen=True):
    tenant: TenantRef
    name: str
    ready: int


async def between(
    request: Call, notice: Notice | None = None, parts: Sequence[str] = (), held: Sequence[OwnTask] | None = None
) -> Answer:
    """Between two tasks: what waits, what I pended, what I did. `held`: where it is known what I hold."""
    now, me, db = datetime.now(UTC), request.user, database(request)
    zone = me.tenants[0].timezone if me.tenants else "UTC"
    today = day_began(now, zone)
    tasks, day, queues = await asyncio.gather(
        _own_tasks(request, today, held), own.day(db, me, today, zone), _own_queues(request)
    )
    values = {**tasks, "day": day, "queues": queues, **await names(request), "notice": notice, "path": WORK}
    return show(request, "work/between.html", values, parts=parts)


async def names(request: Call) -> dict[str, Any]:
    """What the keys of each of the reader's tenants are called, for lists of tasks."""
    configurations = {t.id: await office(request).configurations.of(t.id) for t in request.user.tenants}
    return {"configurations": configurations}


async def _own_tasks(request: Call, today: datetime, held: Sequence[OwnTask] | None) -> dict[str, Any]:
    me = request.user
    async with database(request).session(me.tenant_ids) as session:
        return {
            "held": await own.held(session, me) if held is None else held,
            "pended": await own.pended(session, me, PENDED_SHOWN),
            "done": await own.done(session, me, today, DONE_LAST),
        }


async def _own_queues(request: Call) -> Sequence[OwnQueue]:
    """Those that the reader serves, with how many tasks are ready; the fullest first."""
    ready = await own.ready(database(request), request.user)
    found = []
    for tenant in request.user.tenants:
        configuration = await office(request).configurations.of(tenant.id)
        served = [queue for queue in configuration.queues.values() if serves(request.user, queue)]
        found += [OwnQueue(tenant, queue.name, ready.get((tenant.id, queue.key), 0)) for queue in served]
    return sorted(found, key=lambda queue: (-queue.ready, queue.name))
