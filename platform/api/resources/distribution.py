"""How tasks move without being done: set aside, taken up, handed on, turned down, given a priority, opened again."""

from typing import Annotated
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta

from rules.errors import Fault
from tasks import distributing
from tasks.case import Case
from tasks.errors import LeaseLost
from tasks.serving import hold_to_taker
from tasks.states import PENDED
from tasks.unfolding import Unfolding
from tasks.views import TaskView
from tenants.roles import Permission, Role

from ..access import Call, database, office
from ..answers import Answer
from ..bodies import body
from ..changing import case_of_task, case_to_move, change_task
from ..errors import Forbidden, Invalid
from ..routes import post
from ..shapes import Instant, Priority, Shape, Slug
from .work import Leased, ReleaseBody, holder


class PendBody(Leased):
    """`until`: when it comes back by itself."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    until: Instant | None = None


class TransferBody(Shape):
    """To a queue or to a person. Operators say by which lease they hold the task."""

    lease_token: int | None = None
    queue: Slug | None = None
    user: UUID | None = None


class PriorityBody(Shape):
    priority: Priority


@post("/v1/tasks/{task_id:uuid}/pend", Permission.WORK, body=PendBody, answers={200: TaskView}, confirms_key=True)
async def pend(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Set a task aside"""
    case = await case_of_task(request, task_id)
    asked = await body(request, PendBody)
    task = case.task(task_id)
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)

    def decide(unfolding: Unfolding) -> None:
        distributing.pend(
            unfolding, task_id, holder(request, asked), reason=asked.reason, until=asked.until, task_type=task_type
        )

    return await change_task(request, case, task_id, decide)


@post("/v1/tasks/{task_id:uuid}/resume", Permission.WORK, body=Shape, answers={200: TaskView}, confirms_key=True)
async def resume(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Take a task up again that was set aside"""
    case = await case_to_move(request, task_id, by_holder=True)
    task = case.task(task_id)
    if request.user.role == Role.OPERATOR and task.assignee != request.user.id:
        raise Forbidden
    await body(request, Shape)
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)

    def decide(unfolding: Unfolding) -> None:
        distributing.resume(unfolding, task_id, request.user.as_actor(), task_type)

    return await change_task(request, case, task_id, decide)


@post("/v1/tasks/{task_id:uuid}/reject", Permission.WORK, body=ReleaseBody, answers={200: TaskView}, confirms_key=True)
async def reject(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Give a task back, never to be offered it again"""
    case = await case_of_task(request, task_id)
    asked = await body(request, ReleaseBody)

    def decide(unfolding: Unfolding) -> None:
        distributing.reject(unfolding, task_id, holder(request, asked), asked.reason)

    return await change_task(request, case, task_id, decide)


@post(
    "/v1/tasks/{task_id:uuid}/transfer", Permission.WORK, body=TransferBody, answers={200: TaskView}, confirms_key=True
)
async def transfer(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Hand a task on to a queue or a person"""
    case = await case_to_move(request, task_id, by_holder=True)
    asked = await body(request, TransferBody)
    if (asked.queue is None) == (asked.user is None):
        raise Invalid(Fault("", "name a queue or a user, and not both"))
    if request.user.role == Role.OPERATOR:
        _hold_to_own_lease(request, case, task_id, asked.lease_token)
    task = case.task(task_id)
    if asked.user is not None:
        configuration = await office(request).configurations.of(case.tenant_id, case.config_version)
        queue = configuration.queues.get(task.queue_key)
        await hold_to_taker(database(request), asked.user, task, queue, case.tenant_id)
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)

    def decide(unfolding: Unfolding) -> None:
        distributing.transfer(
            unfolding,
            task_id,
            request.user.as_actor(),
            queue=asked.queue,
            user_id=asked.user,
            token=asked.lease_token,
            task_type=task_type,
        )

    return await change_task(request, case, task_id, decide)


@post("/v1/tasks/{task_id:uuid}/priority", Permission.DISTRIBUTE, body=PriorityBody, answers={200: TaskView})
async def prioritise(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Give a task another priority"""
    case = await case_to_move(request, task_id)
    asked = await body(request, PriorityBody)

    def decide(unfolding: Unfolding) -> None:
        distributing.prioritise(unfolding, task_id, request.user.as_actor(), asked.priority)

    return await change_task(request, case, task_id, decide)


@post("/v1/tasks/{task_id:uuid}/reopen", Permission.DISTRIBUTE, body=Shape, answers={200: TaskView})
async def reopen_task(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Open a completed task again"""
    case = await case_to_move(request, task_id)
    await body(request, Shape)

    def decide(unfolding: Unfolding) -> None:
        distributing.reopen(unfolding, task_id, request.user.as_actor())

    return await change_task(request, case, task_id, decide)


HANDLERS = (pend, resume, reject, transfer, prioritise, reopen_task)


def _hold_to_own_lease(request: Call, case: Case, task_id: UUID, token: int | None) -> None:
    """Operators hand on what they hold, or have pended: of that there is no lease to name. Raises Forbidden for what is
    others', LeaseLost."""
    task = case.task(task_id)
    if task.assignee != request.user.id and token is None:
        raise Forbidden
    if task.assignee != request.user.id or (token is None and task.state != PENDED):
        raise LeaseLost
