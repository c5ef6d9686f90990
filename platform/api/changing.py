"""The way of every request that changes an item or a task: find its case, then have a step made of it and answer with
what it has become."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tasks.case import Case
from tasks.cases import Decide, Subject
from tasks.reading.cases import view_of_item, view_of_task
from tasks.serving import serves
from tasks.unfolding import Unfolding
from tenants.database import Executor
from tenants.errors import TenantSuspended
from tenants.principals import TenantRef
from tenants.roles import Role

from .access import Call, database, office, wake_relay
from .answers import Answer, answer
from .errors import NotFound
from .etags import revision_of_item, tagged
from .idempotency import once_called
from .names import item_for, task_for

View = Callable[[Executor, Unfolding], Awaitable[Any]]


async def case_of_task(request: Call, task_id: UUID) -> Case:
    """For who works: the key is confirmed by the same call. Raises NotFound for a task of another tenant, or in a queue
    that the caller neither serves nor works from."""
    case = await office(request).cases.read_as(request.user, Subject("task", task_id), datetime.now(UTC))
    if case is None:
        raise NotFound
    task = case.task(task_id)
    if request.user.role == Role.OPERATOR and task.assignee != request.user.id:
        configuration = await office(request).configurations.of(case.tenant_id, case.config_version)
        queue = configuration.queues.get(task.queue_key)
        if queue is None or not serves(request.user, queue):
            raise NotFound
    return case


async def case_of(request: Call, subject: Subject) -> Case:
    """Of an item or a run, to be changed. Raises NotFound for that of another tenant, TenantSuspended."""
    case = await office(request).cases.read(request.user.tenant_ids, subject)
    if case is None:
        raise NotFound
    if tenant_of_case(request, case).state == "suspended":
        raise TenantSuspended
    return case


async def case_to_move(request: Call, task_id: UUID, *, by_holder: bool = False) -> Case:
    """As `case_of_task`, for who hands work on; raises TenantSuspended, but `by_holder` not for what the caller holds
    or has set aside. What is known of the caller may be older than the case, so its configuration is asked."""
    case = await case_of_task(request, task_id)
    if by_holder and case.task(task_id).assignee == request.user.id:
        return case
    configuration = await office(request).configurations.of(case.tenant_id, case.config_version)
    if configuration.tenant.state == "suspended":
        raise TenantSuspended
    return case


async def changed(request: Call, subject: Subject, decide: Decide) -> None:
    """An item or a run, for a page. Raises what `case_of` raises."""
    case = await case_of(request, subject)
    unfolding = await office(request).cases.change(database(request), case, subject, decide, datetime.now(UTC))
    wake_relay(request, unfolding.step())


async def change(request: Call, case: Case, subject: Subject, decide: Decide, view: View) -> Answer:
    """Made and written once under the Idempotency-Key, where there is one."""

    async def made(executor: Executor) -> Answer:
        unfolding = await office(request).cases.change(executor, case, subject, decide, datetime.now(UTC))
        wake_relay(request, unfolding.step())
        headers = tagged(revision_of_item(unfolding.case.item)) if subject.kind == "item" else ()
        return answer(await view(executor, unfolding), headers=headers)

    return await once_called(request, made)


async def change_task(request: Call, case: Case, task_id: UUID, decide: Decide) -> Answer:
    """Answered with the task."""
    tenant, known = tenant_of_case(request, case).slug, {request.user.id: request.user.name}

    async def view(executor: Executor, unfolding: Unfolding) -> Any:
        return task_for(
            request.user, await view_of_task(executor, unfolding.before, unfolding.tasks[task_id], tenant, known)
        )

    return await change(request, case, Subject("task", task_id), decide, view)


async def change_item(request: Call, case: Case, decide: Decide) -> Answer:
    """Answered with the item."""
    tenant = tenant_of_case(request, case).slug

    async def view(executor: Executor, unfolding: Unfolding) -> Any:
        return item_for(request.user, await view_of_item(executor, unfolding.case, tenant))

    return await change(request, case, Subject("item", case.id), decide, view)


def tenant_of_case(request: Call, case: Case) -> TenantRef:
    return next(tenant for tenant in request.user.tenants if tenant.id == case.tenant_id)
