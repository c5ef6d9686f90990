"""Deliveries of a webhook as they are listed, and sent once more when somebody asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import WebhookDelivery


class DeliveryView(Struct, frozen=True):
    """`id` is the message's `webhook-id`; `work_item`: whose event it is, null for an import's."""

    id: UUID
    type: str
    work_item: UUID | None
    seq: int
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_status: int | None
    last_error: str | None
    delivered_at: datetime | None


async def list_of(session: AsyncSession, webhook_id: UUID, *, after: UUID | None, limit: int) -> Sequence[DeliveryView]:
    """Oldest first."""
    wanted = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if after is not None:
        wanted = wanted.where(WebhookDelivery.id > after)
    rows = await session.scalars(wanted.order_by(WebhookDelivery.id).limit(limit))
    return [_view(row) for row in rows]


async def newest_of(
    session: AsyncSession, webhook_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[DeliveryView]:
    """Newest first. By webhook_deliveries_list."""
    wanted = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if before is not None:
        wanted = wanted.where(WebhookDelivery.id < before)
    rows = await session.scalars(wanted.order_by(WebhookDelivery.id.desc()).limit(limit))
    return [_view(row) for row in rows]


def conditions(webhook_id: UUID, *, ids: Sequence[UUID] | None, since: datetime | None) -> list[ColumnElement[bool]]:
    """Of the messages with these ids, or written then or later."""
    where = [WebhookDelivery.webhook_id == webhook_id]
    if ids is not None:
        where.append(WebhookDelivery.id.in_(ids))
    if since is not None:  # an id is made when its row is written, by the database's clock: hence no bound on it
        where.append(WebhookDelivery.created_at >= since)
    return where


async def send_again(session: AsyncSession, delivery_id: UUID, now: datetime) -> None:
    """As if it had never been tried; the receiver knows it by its id."""
    anew: dict[str, Any] = {"state": "pending", "next_at": now, "delivered_at": None}
    anew |= {"attempts": 0, "first_tried_at": None}
    await session.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(anew))


def _view(row: WebhookDelivery) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        type=row.type,
        work_item=row.subject_id if row.document_version is not None else None,
        seq=row.seq,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_at,
        last_status=row.last_status,
        last_error=row.last_error,
        delivered_at=row.delivered_at,
    )
