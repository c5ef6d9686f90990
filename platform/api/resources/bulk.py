"""POST /v1/work-items/bulk: many items at once, each as if posted alone, answered in their order."""

from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from tasks import bulk
from tasks.bulk import Outcome
from tenants.idempotency import Attempt
from tenants.roles import Permission

from .. import batches
from ..access import Call, office, ring_relay, tenant_to_change
from ..answers import Answer, answer
from ..batches import Batch, Element
from ..idempotency import once_in_parts
from ..problems import document_of
from ..routes import post
from .submissions import WorkItemSubmission, new_item


class BulkItem(Struct, frozen=True):
    """`id` of what was made, or what is wrong with the element."""

    status: int
    reference: str | None
    id: UUID | UnsetType = UNSET
    detail: str | UnsetType = UNSET
    errors: list[dict[str, Any]] | UnsetType = UNSET
    work_item_id: UUID | UnsetType = UNSET


class BulkAnswer(Struct, frozen=True):
    accepted: int
    rejected: int
    items: list[BulkItem]


@post("/v1/work-items/bulk", Permission.SUBMIT_ITEMS, body=Batch, names_tenant=True, answers={200: BulkAnswer})
async def submit_many(request: Call) -> Answer:
    """Submit up to 10,000 work items"""
    read = partial(batches.elements, request, WorkItemSubmission)
    tenant = await tenant_to_change(request, read)
    sent = await read()
    good = [bulk.Element(nth, new_item(each.asked)) for nth, each in enumerate(sent) if each.asked]

    async def submit(attempt: Attempt | None) -> Answer:
        outcomes: dict[int, Outcome] = {}
        groups = office(request).bulk.submit(
            request.user, tenant.id, good, attempt=attempt, clock=partial(datetime.now, UTC)
        )
        async with aclosing(groups):
            async for group in groups:
                if any(outcome.has_messages for outcome in group):
                    ring_relay(request)
                outcomes |= {outcome.nth: outcome for outcome in group}
        items = [_said(each, outcomes.get(nth)) for nth, each in enumerate(sent)]
        accepted = sum(item.status == _CREATED for item in items)
        return answer(BulkAnswer(accepted, len(items) - accepted, items))

    return await once_in_parts(request, submit)


_CREATED = 201


def _said(element: Element[WorkItemSubmission], outcome: Outcome | None) -> BulkItem:
    reference = element.value.get("reference") if isinstance(element.value, dict) else None
    if outcome and outcome.work_item_id:
        return BulkItem(_CREATED, reference, id=outcome.work_item_id)
    error = element.fault or (outcome.error if outcome else None)
    problem = document_of(error) if error else {}
    return BulkItem(
        problem["status"],
        reference if isinstance(reference, str) else None,
        detail=problem["detail"],
        errors=problem.get("errors", UNSET),
        work_item_id=problem.get("work_item_id", UNSET),
    )


HANDLERS = (submit_many,)
