"""Tells watchers of changes: looked up once for all of them, each told what they may see."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from tasks.configuration import Configuration
from tasks.news import Change
from tasks.office import Office
from tasks.reading.changes import Changed, changed
from tasks.serving import serves
from tenants.models import Tenant
from tenants.principals import Principal

from .messages import Message, QueueEvent, message_of
from .watcher import Watcher

UNTOLD = frozenset({"decision", "automation_started"})
"""Rows of the history that change nothing that is shown: the reason for others, and that a machine begins."""


class Teller:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def tell(self, changes: Sequence[Change], watchers: Collection[Watcher]) -> None:
        tenants = {tenant.id: tenant for watcher in watchers for tenant in watcher.principal.tenants}
        seen = [change for change in changes if change.tenant_id in tenants]
        if not seen:
            return
        bound = {change.tenant_id: tenants[change.tenant_id] for change in seen}
        async with self._office.db.session(bound) as session:
            found = [each for each in await changed(session, bound, seen) if each.entry.kind not in UNTOLD]
            versions = await session.execute(select(Tenant.id, Tenant.config_version).where(Tenant.id.in_(bound)))
        served = Served({id_: await self._office.configurations.of(id_, version) for id_, version in versions})
        for each in found:
            message = message_of(each)
            for watcher in watchers:
                if watcher.sees(each, served.by):
                    watcher.tell(message)
        _tell_queues(found, watchers, served)


class Served:
    """Which queues are served by whom, as the tenants are configured now."""

    def __init__(self, configurations: dict[UUID, Configuration]) -> None:
        self._configurations = configurations

    def by(self, principal: Principal, tenant_id: UUID, queue: str) -> bool:
        known = self._configurations[tenant_id].queues.get(queue)
        return known is not None and serves(principal, known)


def _tell_queues(found: Sequence[Changed], watchers: Collection[Watcher], served: Served) -> None:
    """Once for each queue that a task came to, left or changed in."""
    touched = {(each.tenant, queue) for each in found if each.task for queue in _queues(each, each.task.queue)}
    for tenant, queue in sorted(touched, key=lambda each: (each[0].slug, each[1])):
        message = Message(QueueEvent(tenant.slug, queue))
        for watcher in watchers:
            if watcher.sees_queue(tenant.id, queue, served.by):
                watcher.tell(message)


def _queues(changed: Changed, present: str) -> set[str]:
    left = changed.entry.data.get("from") if changed.entry.kind == "task_transferred" else None
    return {present, left} if isinstance(left, str) else {present}
