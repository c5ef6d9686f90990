"""What happens to an item that is there: amended, cancelled, opened again, decided again, spoken of."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar.params import FromPath
from msgspec import UNSET, UnsetType

from tasks import amending
from tasks.case import MOST_DOCUMENT_BYTES
from tasks.cases import Subject
from tasks.reading.items import ItemView
from tasks.unfolding import Unfolding
from tenants.roles import Permission

from ..access import Call
from ..answers import Answer
from ..bodies import body
from ..changing import case_of, change_item
from ..etags import hold_to_preconditions, revision_of_item
from ..routes import patch, post
from ..shapes import Priority, Shape, Text
from .submissions import ROOM_FOR_THE_REST


class Amendment(Shape):
    """`document`: an RFC 7396 merge patch."""

    most_bytes = 2 * MOST_DOCUMENT_BYTES + ROOM_FOR_THE_REST
    most_bytes_of = {"document": MOST_DOCUMENT_BYTES}  # noqa: RUF012 - a ClassVar of Shape

    document: dict[str, Any] | UnsetType = UNSET
    priority: Priority | None = None


class Cancellation(Shape):
    reason: Text | None = None


class Reopening(Shape):
    reason: Text


@patch("/v1/work-items/{item_id:uuid}", Permission.SUBMIT_ITEMS, body=Amendment, answers={200: ItemView})
async def amend(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Amend a work item that is open"""
    case = await case_of(request, Subject("item", item_id))
    asked = await body(request, Amendment)
    hold_to_preconditions(request, revision_of_item(case.item))
    document = None if asked.document is UNSET else asked.document

    def decide(unfolding: Unfolding) -> None:
        hold_to_preconditions(request, revision_of_item(unfolding.before.item))
        amending.amend(unfolding, request.user.as_actor(), patch=document, priority=asked.priority)

    return await change_item(request, case, decide)


@post("/v1/work-items/{item_id:uuid}/cancel", Permission.SUBMIT_ITEMS, body=Cancellation, answers={200: ItemView})
async def cancel(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Cancel a work item"""
    case = await case_of(request, Subject("item", item_id))
    asked = await body(request, Cancellation)
    decide = partial(amending.cancel, actor=request.user.as_actor(), reason=asked.reason)
    return await change_item(request, case, decide)


@post("/v1/work-items/{item_id:uuid}/reopen", Permission.DISTRIBUTE, body=Reopening, answers={200: ItemView})
async def reopen_item(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Open a work item that has ended"""
    case = await case_of(request, Subject("item", item_id))
    asked = await body(request, Reopening)
    decide = partial(amending.reopen, actor=request.user.as_actor(), reason=asked.reason)
    return await change_item(request, case, decide)


@post("/v1/work-items/{item_id:uuid}/redecide", Permission.DISTRIBUTE, body=Shape, answers={200: ItemView})
async def redecide(request: Call, item_id: FromPath[UUID]) -> Answer:
    """Route a work item again, by the newest rules"""
    case = await case_of(request, Subject("item", item_id))
    await body(request, Shape)
    return await change_item(request, case, partial(amending.redecide, actor=request.user.as_actor()))


HANDLERS = (amend, cancel, reopen_item, redecide)
