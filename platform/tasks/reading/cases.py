"""A case that was just changed, as it is seen: without another look at what its transaction has not yet committed."""

from collections.abc import Iterable
from uuid import UUID

from tenants.database import Executor

from ..case import Case, Task
from ..views import Names, TaskView, item_ref, view_task
from .items import ItemView


async def view_of_task(executor: Executor, case: Case, task: Task, tenant: str, known: Names) -> TaskView:
    """`known`: names that need not be asked for."""
    return view_task(task, item_ref(case), tenant, await names_of(executor, [task], known))


async def view_of_item(executor: Executor, case: Case, tenant: str) -> ItemView:
    names, ref, item = await names_of(executor, case.tasks, {}), item_ref(case), case.item
    return ItemView(
        id=case.id,
        tenant=tenant,
        type=case.type,
        reference=case.reference,
        state=item.state,
        outcome=item.outcome,
        priority=item.priority,
        document=case.document,
        document_version=item.document_version,
        facts=item.facts,
        signals=item.signals,
        tasks=[view_task(task, ref, tenant, names) for task in case.tasks],
        received_at=case.received_at,
        promised_at=item.promised_at,
        closed_at=item.closed_at,
        ruleset_version=item.ruleset_version,
    )


async def names_of(executor: Executor, tasks: Iterable[Task], known: Names) -> Names:
    wanted: set[UUID] = {person for task in tasks for person in (task.assignee, task.reserved_for) if person}
    unknown = sorted(wanted - known.keys())
    if not unknown:
        return known
    rows = await executor.fetch("select id, name from users where id = any ($1)", unknown)
    return {**known, **dict(rows)}  # type: ignore[arg-type]  # rows of two columns
