"""/administration/runs: what machines did and could not do, and what failed for good tried once more."""

from functools import partial
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from litestar.params import FromPath

from tasks.automations import AUTOMATIONS
from tasks.cases import Subject
from tasks.reading import runs
from tasks.reading.items import ended_among
from tasks.reading.titles import titles_of
from tasks.runs import retry
from tenants.roles import Permission, reach_of

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.automation_titles import AUTOMATION_TITLES
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..changing import changed
from ..places import Paging, place_of
from ..places import page as paged
from ..queries import TENANT, parameters, query
from .administration import PATH, RUNS, views_of

ENTRIES = ()
State = Literal["failed", "queued", "running", "succeeded", "superseded", "cancelled", "all"]
VIEWS = (
    ("failed", N_("Failed for good")),
    ("queued", N_("Waiting")),
    ("running", N_("Running")),
    ("succeeded", N_("Done")),
    ("all", N_("All")),
)


class Looking(Paging):
    state: State = "failed"
    automation: str | None = None

    def at(self, tenant: str | None, **changed: Any) -> str:
        known = {TENANT: tenant, "state": self.state, "automation": self.automation} | changed
        return f"{RUNS}?{urlencode({name: value for name, value in known.items() if value})}"


@page("GET", RUNS, Permission.READ_RUNS)
async def show_runs(request: Call) -> Answer:
    """Automation"""
    tenants, asked = tenants_of(request), query(request, Looking)
    ids, tenant = [each.id for each in tenants], parameters(request).get(TENANT)
    state = None if asked.state == "all" else asked.state
    automation = asked.automation if asked.automation in AUTOMATIONS else None
    before = place_of(asked.cursor, UUID)
    newest = runs.newest_of(tenants, state=state, automation=automation, before=before, limit=asked.limit + 1)
    async with database(request).session(ids) as session:
        found = await runs.list_of(session, tenants, newest)
        titles = await titles_of(session, ids)
        ended = await ended_among(session, [run.work_item.id for run in found])
    shown = paged(found, asked.limit, lambda run: run.id)
    values = {
        "path": PATH,
        "views": views_of(request.user),
        "shown": shown,
        "asked": asked,
        "tenant": tenant,
        "tenants": {each.slug: each for each in tenants},
        "titles": titles,
        "names": {name: AUTOMATION_TITLES.get(name, name) for name in AUTOMATIONS},
        "states": VIEWS,
        "ended": ended,
        "may_retry": reach_of(request.user.role, Permission.RETRY_RUNS) is not None,
        "next": asked.at(tenant, cursor=shown.next_cursor) if shown.next_cursor else None,
    }
    return show(request, "administration/runs.html", values)


@page("POST", f"{RUNS}/{{run_id:uuid}}/retry", Permission.RETRY_RUNS)
async def retry_run(request: Call, run_id: FromPath[UUID]) -> Answer:
    """Try a run again that has failed for good"""
    await changed(request, Subject("run", run_id), partial(retry, run_id=run_id, actor=request.user.as_actor()))
    return see_other(request, query(request, Looking).at(parameters(request).get(TENANT)))


HANDLERS = [show_runs, retry_run]
