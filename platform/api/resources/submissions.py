"""Orders, claims and other items come in: each is decided at once, and answered with its first tasks."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from rules import Match
from tasks.case import MOST_DOCUMENT_BYTES
from tasks.intake import NewItem, Received
from tasks.submission import Created
from tenants.roles import Permission

from ..access import Call, office, tenant_to_change, wake_relay
from ..answers import Answer, encode
from ..bodies import body
from ..idempotency import attempt_of, refuse, replayed
from ..routes import post
from ..shapes import Document, Key, Priority, Shape

ROOM_FOR_THE_REST = 64 * 1024

Reference = Annotated[str, Meta(min_length=1, max_length=200)]


class Submission(Shape):
    """A new item; `reference` is the client's own, and taken for ever."""

    most_bytes = 2 * MOST_DOCUMENT_BYTES + ROOM_FOR_THE_REST  # as it is sent it may hold needless blanks
    most_bytes_of = {"document": MOST_DOCUMENT_BYTES}  # noqa: RUF012 - a ClassVar of Shape

    reference: Reference
    document: Document
    priority: Priority | None = None


class OrderSubmission(Submission, kw_only=True):
    type: Literal["order"] = "order"


class ClaimSubmission(Submission, kw_only=True):
    type: Literal["claim"] = "claim"


class WorkItemSubmission(Submission, kw_only=True):
    type: Key


AnySubmission = OrderSubmission | ClaimSubmission | WorkItemSubmission


class OpenedTask(Struct, frozen=True):
    id: UUID
    type: str
    key: str
    queue: str
    priority: int
    due_at: datetime | None
    state: str


class FirstDecision(Struct, frozen=True):
    """`version` is None where nothing was published."""

    ruleset: str
    version: int | None
    matched: list[Match]
    errors: list[dict[str, Any]]


class ReceivedView(Struct, frozen=True):
    id: UUID
    type: str
    reference: str
    state: str
    promised_at: datetime | None
    tasks: list[OpenedTask]
    decision: FirstDecision


@post(
    "/v1/orders",
    Permission.SUBMIT_ITEMS,
    body=OrderSubmission,
    names_tenant=True,
    confirms_key=True,
    answers={201: ReceivedView},
)
async def submit_order(request: Call) -> Answer:
    """Submit an order"""
    return await _submit(request, OrderSubmission)


@post(
    "/v1/claims",
    Permission.SUBMIT_ITEMS,
    body=ClaimSubmission,
    names_tenant=True,
    confirms_key=True,
    answers={201: ReceivedView},
)
async def submit_claim(request: Call) -> Answer:
    """Submit a claim"""
    return await _submit(request, ClaimSubmission)


@post(
    "/v1/work-items",
    Permission.SUBMIT_ITEMS,
    body=WorkItemSubmission,
    names_tenant=True,
    confirms_key=True,
    answers={201: ReceivedView},
)
async def submit_work_item(request: Call) -> Answer:
    """Submit a work item of any type"""
    return await _submit(request, WorkItemSubmission)


async def _submit(request: Call, shape: type[AnySubmission]) -> Answer:
    tenant = await tenant_to_change(request)
    asked = await body(request, shape)
    attempt = await attempt_of(request)
    answer = b""

    def answer_of(received: Received) -> str:
        nonlocal answer
        answer = encode(view(received))
        return answer.decode()

    done = await office(request).intake.submit(
        request.user,
        tenant.id,
        new_item(asked),
        answer_of=answer_of,
        attempt=attempt,
        now=datetime.now(UTC),
    )
    if isinstance(done, Created):
        wake_relay(request, done.received.step)
        return Answer(answer, 201)
    refuse(done.outcome)
    return replayed(done.status or 201, (done.answer or "").encode())


def new_item(asked: AnySubmission) -> NewItem:
    return NewItem(asked.type, asked.reference, asked.document, asked.priority)


def view(received: Received) -> ReceivedView:
    case, decision = received.case, received.step.decisions[0]
    tasks = [
        OpenedTask(task.id, task.type, task.key, task.queue_key, task.priority, task.due_at, task.state)
        for task in case.tasks
    ]
    matched = [Match(**match) for match in decision.matched]
    said = FirstDecision(case.type, case.item.ruleset_version, matched, decision.errors)
    item = case.item
    return ReceivedView(case.id, case.type, case.reference, item.state, item.promised_at, tasks, said)


HANDLERS = (submit_order, submit_claim, submit_work_item)
