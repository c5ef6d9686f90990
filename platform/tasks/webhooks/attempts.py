"""An attempt to deliver a message: begun, and what became of it; each a transaction of its own, with none between."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from tenants import decimals
from tenants.database import Executor

from ..unfolding import SYSTEM
from .retrying import GIVE_UP, next_attempt

HOLD = timedelta(seconds=12)
"""How long one sender has a message for itself: longer than the ten seconds of an attempt, and no longer than it takes
until work goes on after a sender has died."""

GONE = 410
LONGEST_ERROR = 500


class Waiting(Struct, frozen=True):
    """Messages of one subject to one webhook, the first of which is due."""

    tenant_id: UUID
    webhook_id: UUID
    subject_id: UUID


class Attempt(Struct, frozen=True):
    """`secrets`: those to sign with."""

    tenant_id: UUID
    id: UUID
    number: int
    first_tried_at: datetime
    url: str
    secrets: tuple[str, ...]
    body: bytes


class Outcome(Struct, frozen=True):
    """`status`: of the answer, None where there was none; `error`: why this was no success."""

    status: int | None
    error: str | None = None


async def begin(executor: Executor, waiting: Waiting, now: datetime) -> Attempt | None:
    """None where another has it, it is not due, or nothing may be sent now."""
    rows = await executor.fetch(
        "select * from bpo_code.take_delivery($1, $2, $3, $4, $5)",
        waiting.tenant_id,
        waiting.webhook_id,
        waiting.subject_id,
        HOLD,
        now,
    )
    if not rows:
        return None
    id_, number, first_tried_at, url, secrets, body, document = rows[0]
    return Attempt(waiting.tenant_id, id_, number, first_tried_at, url, tuple(secrets), _whole(body, document))


async def end(executor: Executor, attempt: Attempt, outcome: Outcome, now: datetime, jitter: float) -> None:
    if outcome.error is None:
        await executor.fetch(
            "select bpo_code.delivered($1, $2, $3, $4)", attempt.tenant_id, attempt.id, outcome.status, now
        )
        return
    is_gone = outcome.status == GONE
    await executor.fetch(
        "select bpo_code.delivery_failed($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        attempt.tenant_id,
        attempt.id,
        attempt.number,
        outcome.status,
        outcome.error[:LONGEST_ERROR],
        None if is_gone else next_attempt(attempt.number, attempt.first_tried_at, now, jitter),
        is_gone,
        GIVE_UP,
        decimals.dumps(SYSTEM),
        now,
    )


def _whole(body: str, document: str | None) -> bytes:
    """The message with the item's document in it."""
    message = decimals.loads(body)
    if document is not None:
        message["data"]["work_item"]["document"] = decimals.loads(document)
    return decimals.encode(message)
