"""What a person does with tasks: take the next or a chosen one, keep it, finish it, give it back."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import Meta, Struct, field, structs

from tasks import doing
from tasks.case import Case, Task
from tasks.cases import Subject
from tasks.doing import Completion, Holder
from tasks.serving import serves
from tasks.unfolding import Unfolding
from tasks.views import TaskView, item_ref, view_task
from tenants.database import Executor
from tenants.roles import Permission

from ..access import Call, office, tenant_named
from ..answers import Answer, answer, no_content
from ..bodies import body, raw_body
from ..changing import case_of_task, change, change_task, tenant_of_case
from ..errors import NotFound
from ..idempotency import once_called
from ..routes import post, put
from ..shapes import Shape, Slug, Text

Result = dict[str, Any]
MOST_RESULT_BYTES = 256 * 1024


class ClaimBody(Shape):
    """`queues` narrows to these, `tenant` to that one; left out: all that you serve."""

    queues: list[Slug] | None = None
    tenant: Slug | None = None


class Leased(Shape):
    """`lease_token` is the one that the claim gave."""

    lease_token: int


class CompleteBody(Leased):
    """`result` must fit the form that the claim returned."""

    most_bytes = 2 * MOST_RESULT_BYTES
    most_bytes_of = {"result": MOST_RESULT_BYTES}  # noqa: RUF012 - a ClassVar of Shape

    disposition: Annotated[str, Meta(min_length=1, max_length=200)]
    result: Result = field(default_factory=dict)
    note: Text | None = None
    document_version: int | None = None


class DraftBody(Leased):
    """`result` is not held to the form: it is what has been filled in so far."""

    most_bytes = 2 * MOST_RESULT_BYTES
    most_bytes_of = {"result": MOST_RESULT_BYTES}  # noqa: RUF012 - a ClassVar of Shape

    result: Result


class ReleaseBody(Leased):
    reason: Text | None = None


class Lease(Struct, frozen=True):
    token: int
    expires_at: datetime


class ClaimedTask(TaskView, frozen=True, kw_only=True):
    """A task with all that its work needs."""

    document: Any
    document_version: int
    facts: dict[str, Any]
    form: dict[str, Any]
    dispositions: tuple[str, ...]
    pend_reasons: list[Any]
    checklist: list[Any]
    draft: Any


class Claimed(Struct, frozen=True):
    task: ClaimedTask
    lease: Lease


class Draft(Struct, frozen=True):
    result: Result


class Renewed(Struct, frozen=True):
    lease: Lease


@post("/v1/tasks/claim", Permission.WORK, body=ClaimBody, answers={200: Claimed, 204: None}, confirms_key=True)
async def claim_next(request: Call) -> Answer:
    """Take the next task"""
    asked = await body(request, ClaimBody)
    tenant = tenant_named(request, asked.tenant) if asked.tenant else None
    await _hold_to_served(request, asked.queues or [])
    claiming, now = office(request).claiming, datetime.now(UTC)

    async def claim(executor: Executor) -> Answer:
        claimed = await claiming.next(
            executor, request.user, now, tenant_id=tenant.id if tenant else None, queues=asked.queues
        )
        return answer(await _view_claimed(request, *claimed)) if claimed else no_content()

    return await once_called(request, claim)


@post("/v1/tasks/{task_id:uuid}/claim", Permission.WORK, body=Shape, answers={200: Claimed}, confirms_key=True)
async def claim_chosen(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Take this task"""
    await case_of_task(request, task_id)
    await body(request, Shape)

    async def claim(executor: Executor) -> Answer:
        claimed = await office(request).claiming.chosen(executor, request.user, datetime.now(UTC), task_id)
        return answer(await _view_claimed(request, *claimed))

    return await once_called(request, claim)


@post("/v1/tasks/{task_id:uuid}/renew", Permission.WORK, body=Leased, answers={200: Renewed}, confirms_key=True)
async def renew(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Keep the lease"""
    case = await case_of_task(request, task_id)
    asked = await body(request, Leased)

    def decide(unfolding: Unfolding) -> None:
        doing.renew(unfolding, task_id, holder(request, asked))

    async def renewed(_executor: Executor, unfolding: Unfolding) -> Renewed:
        until = unfolding.tasks[task_id].lease_until
        return Renewed(Lease(asked.lease_token, until or unfolding.setting.now))

    return await change(request, case, Subject("task", task_id), decide, renewed)


@post(
    "/v1/tasks/{task_id:uuid}/complete", Permission.WORK, body=CompleteBody, answers={200: TaskView}, confirms_key=True
)
async def complete(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Finish a task with a disposition and a result"""
    case = await case_of_task(request, task_id)
    asked = await body(request, CompleteBody)
    task = case.task(task_id)
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)
    digest = hashlib.sha256(await raw_body(request, 0)).digest()
    completion = Completion(asked.disposition, asked.result, asked.note, asked.document_version, digest)

    def decide(unfolding: Unfolding) -> None:
        doing.complete(unfolding, task_id, holder(request, asked), completion, task_type)

    return await change_task(request, case, task_id, decide)


@put("/v1/tasks/{task_id:uuid}/draft", Permission.WORK, body=DraftBody, answers={200: Draft}, confirms_key=True)
async def save_draft(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Keep what has been filled in so far"""
    case = await case_of_task(request, task_id)
    asked = await body(request, DraftBody)
    await office(request).cases.save_draft(case, task_id, holder(request, asked), asked.result)
    return answer(Draft(asked.result))


@post("/v1/tasks/{task_id:uuid}/release", Permission.WORK, body=ReleaseBody, answers={200: TaskView}, confirms_key=True)
async def release(request: Call, task_id: FromPath[UUID]) -> Answer:
    """Give a task back to its place"""
    case = await case_of_task(request, task_id)
    asked = await body(request, ReleaseBody)

    def decide(unfolding: Unfolding) -> None:
        doing.release(unfolding, task_id, holder(request, asked), asked.reason)

    return await change_task(request, case, task_id, decide)


HANDLERS = (claim_next, claim_chosen, renew, complete, save_draft, release)


async def _hold_to_served(request: Call, queues: Sequence[str]) -> None:
    """Raises NotFound for a queue that the caller serves in none of their tenants, looked at once more as it is now."""
    if await _serves_all(request, queues):
        return
    for tenant in request.user.tenants:
        office(request).configurations.forget(tenant.id)
    if not await _serves_all(request, queues):
        raise NotFound


async def _serves_all(request: Call, queues: Sequence[str]) -> bool:
    if not queues:
        return True
    known = [await office(request).configurations.of(tenant.id) for tenant in request.user.tenants]
    served = {key for each in known for key, queue in each.queues.items() if serves(request.user, queue)}
    return served.issuperset(queues)


def holder(request: Call, asked: Leased) -> Holder:
    return Holder(request.user.id, request.user.as_actor(), asked.lease_token)


async def _view_claimed(request: Call, case: Case, task: Task) -> Claimed:
    configurations = office(request).configurations
    task_type = await configurations.task_type(case.tenant_id, task.type, task.type_version)
    view = view_task(task, item_ref(case), tenant_of_case(request, case).slug, {request.user.id: request.user.name})
    claimed = ClaimedTask(
        **structs.asdict(view),
        document=case.document,
        document_version=case.item.document_version,
        facts=case.item.facts,
        form=task_type.form,
        dispositions=task_type.dispositions,
        pend_reasons=task_type.pend_reasons,
        checklist=task_type.checklist,
        draft=task.draft,
    )
    return Claimed(claimed, Lease(task.lease_token, task.lease_until or task.ready_at))
