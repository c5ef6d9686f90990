"""/tasks: the tasks behind a number of the board, and what a team lead does with many of them at once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.reading import tasks
from tasks.reading.queue_order import Place, by_due_time, place_in
from tasks.reading.task_rows import TaskRow, rows_of
from tasks.reading.tasks import TaskFilter
from tasks.reading.titles import Titles, titles_of
from tasks.reports import OpenFigures, Reports
from tenants.principals import TenantRef
from tenants.roles import Permission, Reach, reach_of

from ..access import Call, database, reach, tenants_of
from ..answers import Answer
from ..browser.forms import Form
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import show
from ..browser.routing import page
from ..names import row_for
from ..places import Page, Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
from ..seeing import served_by
from .board import LEADS

View = Literal["open", "overdue", "ready", "claimed", "pended", "completed", "cancelled"]
VIEWS: Sequence[tuple[View, str]] = (
    ("open", N_("Open")),
    ("overdue", N_("Overdue")),
    ("ready", N_("Ready")),
    ("claimed", N_("Claimed")),
    ("pended", N_("Pended")),
    ("completed", N_("Completed")),
)
ENTRIES = (Entry(label=N_("Tasks"), path="/tasks", permission=Permission.READ_TASKS, order=30, go="t", roles=LEADS),)


NOTHING_SENT = Form([])
_INVALID = 422


class Listing(Paging):
    """`view`: which of them; `job`: what was last done with many, to be reported."""

    view: View = "open"
    queue: str | None = None
    type: str | None = None
    assignee: UUID | None = None
    job: UUID | None = None

    def at(self, tenant: str | None, **changed: Any) -> str:
        """The address of this list, but for what is changed."""
        known: dict[str, Any] = {
            TENANT: tenant,
            "queue": self.queue,
            "type": self.type,
            "assignee": self.assignee,
            "view": self.view,
        }
        shown = {name: value for name, value in (known | changed).items() if value not in (None, "")}
        return f"/tasks?{urlencode(shown)}"

    def as_filter(self) -> dict[str, Any]:
        """For a job on all of them."""
        state = None if self.view in ("open", "overdue") else self.view
        overdue = True if self.view == "overdue" else None
        assignee = str(self.assignee) if self.assignee else None
        return {"state": state, "queue": self.queue, "type": self.type, "assignee": assignee, "overdue": overdue}


class Counts(Struct, frozen=True):
    """Of the queues that the list is about."""

    open: int
    overdue: int
    ready: int
    claimed: int
    pended: int


@page("GET", "/tasks", Permission.READ_TASKS)
async def show_tasks(request: Call) -> Answer:
    """Tasks"""
    return await show_list(request)


HANDLERS = [show_tasks]


async def show_list(request: Call, fault: str | None = None, sent: Form = NOTHING_SENT) -> Answer:
    """The page; with what was wrong in the form that was sent, and what was selected in it."""
    tenants, asked, now = tenants_of(request), query(request, Listing), datetime.now(UTC)
    (shown, titles), counts = await asyncio.gather(_listed(request, asked, now), _counts(request, asked, now))
    tenant = parameters(request).get(TENANT)
    values = {
        "shown": shown,
        "asked": asked,
        "tenant": tenants[0] if tenant else None,
        "counts": counts,
        "is_as_due": _is_as_due(request, asked),
        "titles": titles,
        "tenants": {each.id: each for each in tenants},
        "views": VIEWS,
        "may_move": reach_of(request.user.role, Permission.DISTRIBUTE) is not None,
        "queues": queues_to_choose(tenants, titles),
        "next": asked.at(tenant, cursor=shown.next_cursor) if shown.next_cursor else None,
        "fault": fault,
        "sent": sent,
        "chosen": frozenset(sent.all("ids")),
    }
    return show(request, "tasks/page.html", values, parts=("tasks/_list.html",), status=_INVALID if fault else 200)


def queues_to_choose(tenants: Sequence[TenantRef], titles: Titles) -> Sequence[tuple[str, str]]:
    """Key and name of the queues that any of these tenants has: as a desk, one that several have is there once."""
    known = {tenant.id for tenant in tenants}
    found = {key: name for (tenant_id, key), name in titles.queues.items() if tenant_id in known}
    return sorted(found.items(), key=lambda each: each[1].casefold())


async def _listed(request: Call, asked: Listing, now: datetime) -> tuple[Page[TaskRow], Titles]:
    ids = [tenant.id for tenant in tenants_of(request)]
    async with database(request).session(ids) as session:
        return await _shown(request, session, asked, now), await titles_of(session, ids)


async def _shown(request: Call, session: AsyncSession, asked: Listing, now: datetime) -> Page[TaskRow]:
    tenants, limit = tenants_of(request), asked.limit + 1
    if _is_as_due(request, asked):
        overdue_at, after = now if asked.view == "overdue" else None, place_of(asked.cursor, Place)
        ids = [tenant.id for tenant in tenants]
        wanted = by_due_time(ids, asked.queue, overdue_at=overdue_at, after=after, limit=limit)
        shown = paged(await rows_of(session, wanted), asked.limit, place_in)
    else:
        before, served = place_of(asked.cursor, UUID), served_by(request)
        wanted = tasks.newest_of(_wanted(asked), tenants, served, now=now, before=before, limit=limit)
        shown = paged(await rows_of(session, wanted), asked.limit, lambda task: task.id)
    return structs.replace(shown, items=[row_for(request.user, task) for task in shown.items])


def _is_as_due(request: Call, asked: Listing) -> bool:
    """What is overdue, and the open ones of one queue, come as they are due; all others newest first."""
    if asked.type or asked.assignee or reach(request) is Reach.SERVED:
        return False
    return asked.view == "overdue" or (asked.view == "open" and bool(asked.queue) and len(tenants_of(request)) == 1)


def _wanted(asked: Listing) -> TaskFilter:
    return TaskFilter(
        state=None if asked.view in ("open", "overdue") else asked.view,
        queue=asked.queue,
        type=asked.type,
        assignee=asked.assignee,
        overdue=True if asked.view == "overdue" else None,
        is_open=asked.view == "open",
    )


async def _counts(request: Call, asked: Listing, now: datetime) -> Counts | None:
    """None where the list is narrowed by more than clients and queues, and where the figures are not the reader's."""
    may = reach_of(request.user.role, Permission.READ_REPORTS)
    if may in (None, Reach.SELF) or asked.type or asked.assignee:
        return None
    figures = await Reports(database(request), tenants_of(request)).open(now, asked.queue)
    return Counts(
        open=sum(each.ready + each.claimed + each.pended for each in figures),
        overdue=_sum(figures, "overdue"),
        ready=_sum(figures, "ready"),
        claimed=_sum(figures, "claimed"),
        pended=_sum(figures, "pended"),
    )


def _sum(figures: Sequence[OpenFigures], of: str) -> int:
    return sum(getattr(each, of) for each in figures)
