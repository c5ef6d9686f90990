"""/work: the operator's screen. One task at a time, or what there is to do next."""

from datetime import UTC, datetime
from uuid import UUID

from litestar.params import FromPath

from tasks import distributing
from tasks.case import Case, Task
from tasks.cases import Subject
from tasks.reading import own
from tasks.states import CLAIMED, PENDED
from tasks.unfolding import Unfolding
from tenants.outages import retried
from tenants.roles import Permission, Role

from ..access import Call, database, office
from ..answers import Answer
from ..browser.forms import Form, form_of
from ..browser.languages import N_
from ..browser.navigation import Entry
from ..browser.rendering import is_swap, see_other, show
from ..browser.routing import page
from ..changing import case_of_task
from ..errors import NotFound
from .between import WAITING, WORK, between, names
from .desk import workbench

PENDED_PATH = "/pended"
OPERATORS = frozenset({Role.OPERATOR})
ENTRIES = [
    Entry(label=N_("Work"), path=WORK, permission=Permission.WORK, order=10, go="w", home=OPERATORS),
    Entry(label=N_("Pended"), path=PENDED_PATH, permission=Permission.WORK, order=20, go="p", roles=OPERATORS),
]


@page("GET", WORK, Permission.WORK)
async def show_work(request: Call) -> Answer:
    """The task that I took last, else what there is to do"""
    async with database(request).session(request.user.tenant_ids) as session:
        held = await own.held(session, request.user, 1)
    if held:
        return see_other(request, WORK) if is_swap(request) else await _held(request, held[0].id)
    return await between(request, parts=WAITING, held=held)


@page("GET", "/work/{task_id:uuid}", Permission.WORK)
async def show_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """A task that I hold"""
    return await _held(request, task_id)


@page("POST", "/work/next", Permission.WORK)
async def take_next(request: Call) -> Answer:
    """Take the next task"""
    now = datetime.now(UTC)
    claimed = await retried(lambda: office(request).claiming.next(database(request), request.user, now))
    return await between(request) if claimed is None else await taken(request, *claimed)


@page("POST", "/work/{task_id:uuid}/take", Permission.WORK)
async def take(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Take this task; one that I pended is taken up first, and what I had typed into a lost one stays"""
    case = await case_of_task(request, task_id)
    if case.task(task_id).state == PENDED:
        await _take_up(request, case, task_id)
    now = datetime.now(UTC)
    case, task = await retried(lambda: office(request).claiming.chosen(database(request), request.user, now, task_id))
    form = await form_of(request)
    return await taken(request, case, task, form if "lease_token" in form else None)


@page("GET", PENDED_PATH, Permission.WORK)
async def show_pended(request: Call) -> Answer:
    """What I set aside"""
    async with database(request).session(request.user.tenant_ids) as session:
        pended = await own.pended(session, request.user)
    return show(request, "work/pended.html", {"pended": pended, **await names(request)})


HANDLERS = [show_work, take_next, show_task, take, show_pended]


async def taken(request: Call, case: Case, task: Task, typed: Form | None = None) -> Answer:
    """To htmx the whole next screen at once: it must be there within 100 ms of the key."""
    if not is_swap(request):
        return see_other(request, f"{WORK}/{task.id}")
    return await workbench(request, case, task, form=typed, whole=True)


async def _held(request: Call, task_id: UUID) -> Answer:
    case = await case_of_task(request, task_id)
    task = case.task(task_id)
    if task.assignee != request.user.id or task.state != CLAIMED:
        raise NotFound
    return await workbench(request, case, task, whole=True)


async def _take_up(request: Call, case: Case, task_id: UUID) -> None:
    task = case.task(task_id)
    if request.user.role == Role.OPERATOR and task.assignee != request.user.id:
        raise NotFound
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)

    def decide(unfolding: Unfolding) -> None:
        distributing.resume(unfolding, task_id, request.user.as_actor(), task_type)

    now = datetime.now(UTC)
    await office(request).cases.change(database(request), case, Subject("task", task_id), decide, now)
