"""What stands on the workbench: a task that the reader holds, with its document, its form, its reasons and its past."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tasks import comments
from tasks.case import Case, Task
from tasks.configuration import Configuration, QueueConfig, TaskTypeConfig
from tasks.distributing import clocks_of
from tasks.models import Customer
from tasks.reading import items, own, reasons
from tasks.reading.items import HistoryEntry
from tasks.reading.own import OwnTask
from tasks.reading.products import product_names
from tasks.reading.reasons import Reason
from tasks.serving import is_taker
from tenants import people
from tenants.models import User
from tenants.people import Person, assigned_to_any
from tenants.principals import TenantRef
from tenants.roles import Role

from ..access import Call, database, office
from ..browser.documents import Layout, lay_out
from ..changing import tenant_of_case

MOST_HISTORY = 200
MOST_PEOPLE = 200
MOST_OTHERS = 5
MOST_COMMENTS = 50
STOCK = "reserve_stock"
UNTOLD = frozenset({"decision", "automation_started"})
"""Of the past, what an operator need not see; the item's own page tells all of it."""


class Bench(Struct, frozen=True):
    """`named`: the customer's name, where the document's is known; `products`: names by sku; `findings`: what machines
    said, by automation; `comments`: texts by id; `others`: what else the reader holds or has pended."""

    tenant: TenantRef
    configuration: Configuration
    case: Case
    task: Task
    task_type: TaskTypeConfig
    lease_s: float
    document: Layout
    named: str | None
    products: Mapping[str, str]
    findings: Mapping[str, Mapping[str, Any]]
    reason: Reason | None
    history: Sequence[HistoryEntry]
    comments: Mapping[str, str]
    others: Sequence[OwnTask]
    takers: Sequence[Person]

    @property
    def item_name(self) -> str:
        return self.configuration.work_types[self.case.type].name if self._knows_type else self.case.type

    @property
    def queue_name(self) -> str:
        known = self.configuration.queues.get(self.task.queue_key)
        return known.name if known else self.task.queue_key

    @property
    def pend_reasons(self) -> Sequence[str]:
        return list(clocks_of(self.task_type.pend_reasons))

    @property
    def _knows_type(self) -> bool:
        return self.case.type in self.configuration.work_types


async def bench_of(request: Call, case: Case, task: Task, now: datetime) -> Bench:
    configuration = await office(request).configurations.of(case.tenant_id, case.config_version)
    task_type = await office(request).configurations.task_type(case.tenant_id, task.type, task.type_version)
    work_type, findings = configuration.work_types.get(case.type), _findings(case)
    async with database(request).session(request.user.tenant_ids) as session:
        history = await items.history_of(session, case.id, after=0, limit=MOST_HISTORY)
        reason = await reasons.of_task(session, case.id, case.type, history, task.id, task.type)
        named, products = await _named(session, case), await product_names(session, case.tenant_id, case.document)
        others = [
            *await own.held(session, request.user, MOST_OTHERS + 1),
            *await own.pended(session, request.user, MOST_OTHERS),
        ]
        said = await _comments(session, case.id, history)
        near = await _colleagues(session, case.tenant_id, request.user.user_id)
    return Bench(
        tenant=tenant_of_case(request, case),
        configuration=configuration,
        case=case,
        task=task,
        task_type=task_type,
        lease_s=(task.lease_until - now).total_seconds() if task.lease_until else 0,
        document=lay_out(
            case.document, work_type.schema if work_type else {}, findings.get(STOCK, {}).get("lines", ())
        ),
        named=named,
        products=products,
        findings=findings,
        reason=reason,
        history=[entry for entry in history if entry.kind not in UNTOLD],
        others=[other for other in others if other.id != task.id][:MOST_OTHERS],
        comments=said,
        takers=_takers(near, task, configuration.queues.get(task.queue_key)),
    )


def _findings(case: Case) -> Mapping[str, Mapping[str, Any]]:
    """The newest fact of each automation."""
    automations = {run.key: run.automation for run in case.runs}
    facts = {automations.get(key, key): fact for key, fact in case.item.facts.items()}
    return {name: fact for name, fact in facts.items() if isinstance(fact, dict)}


async def _named(session: AsyncSession, case: Case) -> str | None:
    key = case.document.get("customer") if isinstance(case.document, dict) else None
    if not isinstance(key, str):
        return None
    where = (Customer.tenant_id == case.tenant_id, Customer.key == key)
    found: str | None = await session.scalar(select(Customer.name).where(*where))
    return found


async def _comments(session: AsyncSession, item_id: UUID, history: Sequence[HistoryEntry]) -> Mapping[str, str]:
    """The texts of the newest, where the history tells of any."""
    if not any(entry.kind == "commented" for entry in history):
        return {}
    found = await comments.list_of(session, item_id, for_client=False, before=None, limit=MOST_COMMENTS)
    return {str(each.id): each.text for each in found}


async def _colleagues(session: AsyncSession, tenant_id: UUID, me: UUID | None) -> Sequence[Person]:
    """Who works for this tenant, too."""
    where = (User.active.is_(True), User.role == Role.OPERATOR.value, User.id != me, assigned_to_any([tenant_id]))
    return await people.list_of(session, *where, limit=MOST_PEOPLE)


def _takers(colleagues: Sequence[Person], task: Task, queue: QueueConfig | None) -> Sequence[Person]:
    """Whom the task could be handed to, as they are now: who serves its queue, has its skills, and is not barred."""
    barred = task.barred or ()
    return [each for each in colleagues if queue and each.id not in barred and is_taker(each, task, queue)]
