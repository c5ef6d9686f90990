"""/tasks/{id}: one task: where it stands and why, what happened to its item, and what a team lead may do with it."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath
from sqlalchemy import select

from tasks.cases import Subject
from tasks.errors import InputInvalid
from tasks.models import Task, WorkItem
from tasks.moves import Move, move_task
from tasks.reading import items, tasks
from tasks.reading.titles import titles_of
from tenants import people
from tenants.models import User
from tenants.people import Person, assigned_to_any
from tenants.principals import TenantRef
from tenants.roles import Permission, Role, reach_of

from ..access import Call, database, office, wake_relay
from ..answers import Answer
from ..browser.forms import form_of
from ..browser.languages import N_
from ..browser.rendering import see_other, show
from ..browser.routing import page
from ..changing import case_of
from ..errors import NotFound
from ..names import item_for, task_for
from ..queries import query
from ..seeing import this_task
from .histories import MOST_HISTORY, HistoryQuery, told
from .tasks import queues_to_choose

_INVALID = 422
_MOST_PEOPLE = 200
_MOST_PRIORITY = 100
_PRIORITY = re.compile("[0-9]{1,3}")
NO_PRIORITY = N_("A priority is a whole number from 0 to 100.")
NO_MOVE = N_("Something in this does not fit.")
REFUSED: Mapping[str, str] = {
    "/queue": N_("There is no such queue. Choose another."),
    "/user": N_("They do not serve this queue, lack its skills, or gave this task back. Choose somebody else."),
}
"""Why a task is not moved, by what was wrong with the wish."""


@page("GET", "/tasks/{task_id:uuid}", Permission.READ_TASKS)
async def show_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """One task"""
    return await _task(request, task_id)


@page("POST", "/tasks/{task_id:uuid}/transfer", Permission.DISTRIBUTE)
async def transfer_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Hand a task on to a queue or a person"""
    form = await form_of(request)
    queue, user = form.text("queue") or None, id_in(form.text("user"))
    if (queue is None) == (user is None):
        return await _task(request, task_id, N_("Choose a queue or a person, and not both."))
    return await _move(request, task_id, Move("transfer", queue=queue, user=user))


@page("POST", "/tasks/{task_id:uuid}/priority", Permission.DISTRIBUTE)
async def prioritise_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Give a task another priority"""
    priority = priority_in((await form_of(request)).text("priority"))
    if priority is None:
        return await _task(request, task_id, NO_PRIORITY)
    return await _move(request, task_id, Move("priority", priority=priority))


@page("POST", "/tasks/{task_id:uuid}/resume", Permission.DISTRIBUTE)
async def resume_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Take a task up again that was set aside"""
    return await _move(request, task_id, Move("resume"))


@page("POST", "/tasks/{task_id:uuid}/reopen", Permission.DISTRIBUTE)
async def reopen_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Open a completed task again"""
    return await _move(request, task_id, Move("reopen"))


@page("POST", "/tasks/{task_id:uuid}/cancel", Permission.DISTRIBUTE)
async def cancel_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """End a task undone"""
    return await _move(request, task_id, Move("cancel"))


HANDLERS = [show_task, transfer_task, prioritise_task, resume_task, reopen_task, cancel_task]


def id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def priority_in(text: str) -> int | None:
    """A whole number from 0 to 100."""
    return int(text) if _PRIORITY.fullmatch(text) and int(text) <= _MOST_PRIORITY else None


async def _move(request: Call, task_id: UUID, move: Move) -> Answer:
    case = await case_of(request, Subject("task", task_id))
    try:
        moved = await move_task(office(request), move, request.user.as_actor(), case, task_id, datetime.now(UTC))
    except InputInvalid as invalid:
        return await _task(request, task_id, REFUSED.get(invalid.faults[0].pointer, NO_MOVE))
    wake_relay(request, moved.step())
    return see_other(request, f"/tasks/{task_id}")


async def _task(request: Call, task_id: UUID, fault: str | None = None) -> Answer:
    """The page; with what was wrong in the form that was sent."""
    asked, tenants = query(request, HistoryQuery), request.user.tenants
    ids = [tenant.id for tenant in tenants]
    async with database(request).session(ids) as session:
        found = await tasks.list_of(session, tenants, select(Task).where(*this_task(request, task_id)))
        if not found:
            raise NotFound
        task = task_for(request.user, found[0])
        (item,) = await items.list_of(session, tenants, select(WorkItem).where(WorkItem.id == task.work_item.id))
        entries = await items.history_of(session, item.id, after=0, limit=MOST_HISTORY)
        titles = await titles_of(session, ids)
    tenant = next(each for each in tenants if each.slug == task.tenant)
    may_move = reach_of(request.user.role, Permission.DISTRIBUTE) is not None
    values = {
        "task": task,
        "item": item_for(request.user, item),
        "tenant": tenant,
        "zone": tenant.timezone,
        "titles": titles,
        "fault": fault,
        "may_move": may_move,
        "queues": queues_to_choose([tenant], titles) if may_move else (),
        "takers": await _takers(request, tenant) if may_move else (),
        "show": asked.show,
        **await told(request, tenant, item.id, entries, asked.show),
    }
    return show(request, "task/page.html", values, parts=("item/_history.html",), status=_INVALID if fault else 200)


async def _takers(request: Call, tenant: TenantRef) -> Sequence[Person]:
    """Who may be handed a task of this tenant; whether they have its skills is said when one is chosen."""
    roles = [Role.OPERATOR.value, Role.SUPERVISOR.value]
    async with database(request).session([tenant.id]) as session:
        return await people.list_of(
            session, User.role.in_(roles), User.active.is_(True), assigned_to_any([tenant.id]), limit=_MOST_PEOPLE
        )
