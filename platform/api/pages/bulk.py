"""/tasks/bulk and /jobs/{id}: many tasks moved at once in the background, watched, and what was skipped."""

from typing import Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import select

from tasks import jobs
from tasks.jobs import JobView
from tasks.models import Task
from tasks.reading import tasks
from tasks.reading.titles import titles_of
from tasks.views import TaskView
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..errors import NotFound
from ..queries import TENANT, parameters, query
from ..resources.jobs import begin
from .task import NO_PRIORITY, id_in, priority_in
from .tasks import Listing, show_list

ACTIONS = ("transfer", "priority", "resume", "cancel")
MOST_NAMED = 20
"""Of those that were skipped; the rest are a number."""


class SkippedTask(Struct, frozen=True):
    """`task` is None where there is none such for the reader."""

    task: TaskView | None
    reason: str


@page("POST", "/tasks/bulk", Permission.DISTRIBUTE)
async def move_tasks(request: Call) -> Answer:
    """Transfer, hurry, resume or cancel those that are selected"""
    form, asked = await form_of(request), query(request, Listing)
    wanted, fault = _wanted(form, asked)
    if fault:
        return await show_list(request, fault, form)
    job_id = await begin(request, tenants_of(request), "tasks", wanted)
    return see_other(request, asked.at(parameters(request).get(TENANT), job=job_id))


@page("GET", "/jobs/{job_id:uuid}", Permission.SELF)
async def show_job(request: Call, job_id: FromPath[UUID]) -> Answer:
    """How far it is"""
    values = {"path": "/tasks", **await told_of(request, job_id)}
    return show(request, "jobs/page.html", values, parts=("jobs/_job.html",))


HANDLERS = [move_tasks, show_job]


async def told_of(request: Call, job_id: UUID) -> dict[str, Any]:
    """Raises NotFound for another's."""
    ids = [tenant.id for tenant in request.user.tenants]
    async with database(request).session(ids) as session:
        job = await jobs.read(session, request.user, job_id)
        if job is None:
            raise NotFound
        named = [each.id for each in job.skipped[:MOST_NAMED]]
        found = await tasks.list_of(session, request.user.tenants, select(Task).where(Task.id.in_(named)))
        titles = await titles_of(session, ids)
    return {
        "job": job,
        "skipped": _skipped(job, found),
        "titles": titles,
        "ids": {tenant.slug: tenant.id for tenant in request.user.tenants},
    }


def _skipped(job: JobView, found: Any) -> list[SkippedTask]:
    known = {task.id: task for task in found}
    return [SkippedTask(known.get(each.id), each.reason) for each in job.skipped[:MOST_NAMED]]


def _wanted(form: Form, asked: Listing) -> tuple[dict[str, Any], str]:
    """What the job is to do, or what is wrong with the form."""
    action = form.text("action")
    ids = [str(found) for text in form.all("ids") if (found := id_in(text))]
    wanted: dict[str, Any] = {"action": action, "ids": ids, "queue": form.text("queue") or None}
    if "whole" in form:
        del wanted["ids"]
        wanted["filter"] = asked.as_filter()
    elif not ids:
        return {}, N_("Select the tasks first.")
    if action not in ACTIONS:
        return {}, N_("Choose what to do with them.")
    if action == "transfer" and not wanted["queue"]:
        return {}, N_("Choose the queue that they go to.")
    if action == "priority":
        wanted["priority"] = priority_in(form.text("priority"))
        if wanted["priority"] is None:
            return {}, NO_PRIORITY
    return wanted, ""
