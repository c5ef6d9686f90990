"""Queues as they are set up: name, skills with levels, how long a claim holds, the calendar due times count by."""

from collections.abc import Mapping
from typing import Any

from tasks.configuring import keyed
from tasks.models import Calendar, Queue
from tenants.principals import TenantRef

from ..access import Call, database
from ..browser.forms import Form
from ..browser.languages import N_
from ..browser.spans import duration, lines
from ..resources.queues import QueueBody, queue_view, retire_queue, write_queue
from .setup_kind import MOST_LISTED, Body, Kind, Read, of_model

_LEVELS = range(1, 11)


def _understand(form: Form, _stands: Body) -> Read:
    body = {
        "name": form.text("name"),
        "skills": dict(_skill(line) for line in lines(form.text("skills"))),
        "lease": duration(form.text("lease")),
        "calendar": form.text("calendar") or None,
    }
    return Read(body)


def _skill(line: str) -> tuple[str, Any]:
    """`credit 3`; without a level any will do; what is no level stays text, and a fault."""
    name, _, level = line.replace(":", " ").partition(" ")
    level = level.strip() or "1"
    return name, int(level) if level in map(str, _LEVELS) else level


async def _beside(request: Call, tenant: TenantRef, _body: Body) -> Mapping[str, Any]:
    async with database(request).session([tenant.id]) as session:
        found = await keyed.list_of(Calendar, session, [tenant.id], None, MOST_LISTED)
    return {"calendars": [(row.key, row.key) for row in found]}


_list, _read = of_model(Queue, queue_view)
QUEUES = Kind(
    path="queues",
    title=N_("Queues"),
    add=N_("Add a queue"),
    dash="-",
    blank={"name": "", "skills": {}, "lease": "PT15M", "calendar": None},
    shape=QueueBody,
    list_of=_list,
    read=_read,
    write=write_queue,
    retire=retire_queue,
    understand=_understand,
    beside=_beside,
)
