"""Fires what is due. Each timer is an event of its item, written with its own end: whoever is second finds it gone."""

from collections.abc import Callable
from datetime import datetime

import structlog

from tasks import firing
from tasks.case import Case
from tasks.cases import Subject
from tasks.configuration import TaskTypeConfig
from tasks.office import Office
from tasks.wake_ups import WakeUps
from tenants.outages import is_outage

from .finding import Finder, Found

BATCH = 200

log = structlog.get_logger()


class Timers:
    def __init__(self, office: Office, finder: Finder, wake_ups: WakeUps, clock: Callable[[], datetime]) -> None:
        self._office = office
        self._finder = finder
        self._wake_ups = wake_ups
        self._clock = clock

    async def fire_due(self) -> int:
        """How many were fired. One that cannot be does not keep the others; it is tried again. Raises outages."""
        fired = 0
        for found in await self._finder.due_timers(self._clock(), BATCH):
            try:
                await self._fire(found)
                fired += 1
            except Exception as error:
                if is_outage(error):
                    raise
                log.exception("a timer could not be fired", timer=str(found.id), item=str(found.work_item_id))
        return fired

    async def _fire(self, found: Found) -> None:
        subject = Subject("item", found.work_item_id)
        case = await self._office.cases.read([found.tenant_id], subject)
        if case is None:
            return
        task_type = await self._type_of_task(case, found)
        unfolding = await self._office.cases.change(
            self._office.db, case, subject, lambda each: firing.fire(each, found.id, task_type), self._clock()
        )
        if unfolding.step().has_messages:
            self._wake_ups.ring()

    async def _type_of_task(self, case: Case, found: Found) -> TaskTypeConfig | None:
        timer = next((timer for timer in case.timers if timer.id == found.id), None)
        if timer is None or timer.task_id is None:
            return None
        task = case.task(timer.task_id)
        return await self._office.configurations.task_type(case.tenant_id, task.type, task.type_version)
