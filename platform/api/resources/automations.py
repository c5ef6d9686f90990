"""/v1/automations: what machines can do; /v1/automation-runs: what they did."""

from functools import partial
from typing import Any, Literal
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import select

from tasks.automations import AUTOMATIONS
from tasks.cases import Subject
from tasks.models import Run
from tasks.reading import runs
from tasks.reading.runs import RunView
from tasks.runs import retry
from tasks.unfolding import Unfolding
from tasks.views import item_ref
from tenants.database import Executor
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer, answer
from ..bodies import body
from ..changing import case_of, change, tenant_of_case
from ..errors import NotFound
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get, post
from ..shapes import Shape


class AutomationView(Struct, frozen=True):
    name: str
    title: str
    input: dict[str, Any]
    result: dict[str, Any]


class RunQuery(Paging):
    state: Literal["queued", "running", "succeeded", "failed", "superseded", "cancelled"] | None = None
    automation: str | None = None


@get("/v1/automations", Permission.READ_CONFIGURATION, answers={200: Page[AutomationView]})
async def list_automations(request: Call) -> Answer:
    """All automations, with the schemas of what they take and give"""
    shown = [AutomationView(each.name, each.title, each.input, each.result) for each in AUTOMATIONS.values()]
    return answer(Page(shown, None))


@get("/v1/automation-runs", Permission.READ_RUNS, query=RunQuery, names_tenant=True, answers={200: Page[RunView]})
async def list_runs(request: Call) -> Answer:
    """Runs of automations, newest first"""
    tenants = tenants_of(request)
    asked = query(request, RunQuery)
    before = place_of(asked.cursor, UUID)
    newest = runs.newest_of(
        tenants, state=asked.state, automation=asked.automation, before=before, limit=asked.limit + 1
    )
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await runs.list_of(session, tenants, newest)
    return answer(page(found, asked.limit, lambda run: run.id))


@get("/v1/automation-runs/{run_id:uuid}", Permission.READ_RUNS, names_tenant=True, answers={200: RunView})
async def read_run(request: Call, run_id: FromPath[UUID]) -> Answer:
    """One run"""
    tenants = tenants_of(request)
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await runs.list_of(session, tenants, select(Run).where(Run.id == run_id))
    if not found:
        raise NotFound
    return answer(found[0])


@post("/v1/automation-runs/{run_id:uuid}/retry", Permission.RETRY_RUNS, body=Shape, answers={200: RunView})
async def retry_run(request: Call, run_id: FromPath[UUID]) -> Answer:
    """Try a run again that has failed for good"""
    subject = Subject("run", run_id)
    case = await case_of(request, subject)
    await body(request, Shape)
    tenant = tenant_of_case(request, case).slug

    async def view(_executor: Executor, unfolding: Unfolding) -> RunView:
        return runs.view_of_run(unfolding.runs[run_id], item_ref(case), tenant)

    return await change(request, case, subject, partial(retry, run_id=run_id, actor=request.user.as_actor()), view)


HANDLERS = [list_automations, list_runs, read_run, retry_run]
