"""A request about a task that its sender holds: the task, what was sent with it, and the way to change it.

Whoever has lost the lease meanwhile is told so where they would have finished, and keeps what they typed.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from tasks.case import Case
from tasks.cases import Decide, Subject
from tasks.configuration import TaskTypeConfig
from tasks.doing import Holder
from tasks.errors import LeaseLost
from tasks.reading.tasks import names_of
from tasks.unfolding import Unfolding
from tenants.outages import retried

from ..access import Call, database, office, wake_relay
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.rendering import show
from ..browser.schema_forms import read
from ..browser.viewers import locale_of
from ..changing import case_of_task, tenant_of_case
from .between import between, names

LOST = "work/_lost.html"


class Held(Struct, frozen=True):
    """A task that the caller says to hold, and what they sent with it."""

    request: Call
    case: Case
    task_id: UUID
    form: Form
    task_type: TaskTypeConfig
    now: datetime

    @property
    def holder(self) -> Holder:
        user = self.request.user
        return Holder(user.id, user.as_actor(), whole(self.form.text("lease_token")))

    async def change(self, decide: Decide) -> Unfolding:
        """Made and written."""
        subject, cases = Subject("task", self.task_id), office(self.request).cases
        unfolding = await retried(lambda: cases.change(database(self.request), self.case, subject, decide, self.now))
        wake_relay(self.request, unfolding.step())
        return unfolding

    @property
    def result(self) -> dict[str, Any]:
        """What the form says, in the reader's language."""
        return read(self.task_type.form, self.form, locale_of(self.request))


async def holding(request: Call, task_id: UUID, work: Callable[[Held], Awaitable[Answer]]) -> Answer:
    case = await case_of_task(request, task_id)
    task = case.task(task_id)
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)
    held = Held(request, case, task_id, await form_of(request), task_type, datetime.now(UTC))
    try:
        return await work(held)
    except LeaseLost:
        return await _lost(held)


async def leave(held: Held, message: str) -> Answer:
    """The task is off the desk: `message` says how, with the item's name in it."""
    configuration = await office(held.request).configurations.of(held.case.tenant_id)
    known = configuration.work_types.get(held.case.type)
    item = f"{known.name if known else held.case.type} {held.case.reference}"
    return await between(held.request, (message, {"item": item}))


def whole(text: str) -> int:
    """A number from 0 on; what is none is 0."""
    return int(text) if _WHOLE.fullmatch(text) else 0


_WHOLE = re.compile("[0-9]{1,18}")


async def _lost(held: Held) -> Answer:
    case = await case_of_task(held.request, held.task_id)
    task = case.task(held.task_id)
    async with database(held.request).session(held.request.user.tenant_ids) as session:
        known = await names_of(session, [task.assignee])
    values = {
        "task": task,
        "holder": known.get(task.assignee) if task.assignee else None,
        "zone": tenant_of_case(held.request, case).timezone,
        **await names(held.request),
    }
    return show(held.request, LOST, values, parts=(LOST,), status=409)
