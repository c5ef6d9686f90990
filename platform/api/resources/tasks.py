"""/v1/tasks, read: what waits, is being worked, or is done."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from litestar.params import FromPath
from msgspec import structs
from sqlalchemy import select

from tasks.models import Task
from tasks.reading import tasks
from tasks.reading.tasks import TaskFilter
from tasks.views import TaskView
from tenants.roles import Permission

from ..access import Call, database, tenants_of
from ..answers import Answer, answer
from ..errors import NotFound
from ..names import task_for
from ..places import Page, Paging, page, place_of
from ..queries import query
from ..routes import get
from ..seeing import served_by, this_task

TaskState = Literal["ready", "claimed", "pended", "completed", "cancelled"]


class TaskQuery(Paging):
    """`overdue`: whether it is open and past its due time."""

    state: TaskState | None = None
    queue: str | None = None
    type: str | None = None
    assignee: UUID | None = None
    overdue: bool | None = None


@get("/v1/tasks", Permission.READ_TASKS, query=TaskQuery, names_tenant=True, answers={200: Page[TaskView]})
async def list_tasks(request: Call) -> Answer:
    """Tasks, newest first"""
    tenants = tenants_of(request)
    asked = query(request, TaskQuery)
    wanted = TaskFilter(
        state=asked.state, queue=asked.queue, type=asked.type, assignee=asked.assignee, overdue=asked.overdue
    )
    before = place_of(asked.cursor, UUID)
    newest = tasks.newest_of(
        wanted, tenants, served_by(request), now=datetime.now(UTC), before=before, limit=asked.limit + 1
    )
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await tasks.list_of(session, tenants, newest)
    shown = page(found, asked.limit, lambda task: task.id)
    return answer(structs.replace(shown, items=[task_for(request.user, task) for task in shown.items]))


@get("/v1/tasks/{task_id:uuid}", Permission.READ_TASKS, names_tenant=True, answers={200: TaskView})
async def read_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """One task"""
    tenants = tenants_of(request)
    async with database(request).session([tenant.id for tenant in tenants]) as session:
        found = await tasks.list_of(session, tenants, select(Task).where(*this_task(request, task_id)))
    if not found:
        raise NotFound
    return answer(task_for(request.user, found[0]))


HANDLERS = [list_tasks, read_task]
