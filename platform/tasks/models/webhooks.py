"""Webhooks, and what is to be delivered to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .configuration import Keyed
from .owned import Owned

PENDING = "state = 'pending'"


class Webhook(Keyed, Base):
    """`id` is another when a retired key is put again. `failing_since`: of the first failure after the last success."""

    __tablename__ = "webhooks"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        CheckConstraint("(disabled_at is null) = (disabled_reason is null)", name="disabled"),
        CheckConstraint("(old_secret is null) = (old_secret_until is null)", name="old_secret"),
    )

    id: Mapped[UUID]
    url: Mapped[str]
    events: Mapped[list[str]]
    secret: Mapped[str]
    old_secret: Mapped[str | None]
    old_secret_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]


class WebhookDelivery(Owned, Base):
    """One message to one webhook; `id` is its `webhook-id`. What is about one subject (an item, an import) goes out in
    the order of `seq`. `body` lacks the item's document, which is found by its version when it is sent."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("state in ('pending', 'delivered', 'given_up')", name="state"),
        CheckConstraint("(state = 'pending') = (next_at is not null)", name="next_at"),
        CheckConstraint("(state = 'delivered') = (delivered_at is not null)", name="delivered_at"),
        Index("webhook_deliveries_list", "tenant_id", "webhook_id", "id"),
        Index("webhook_deliveries_due", "tenant_id", "webhook_id", "next_at", postgresql_where=text(PENDING)),
        Index(
            "webhook_deliveries_order",
            "tenant_id",
            "webhook_id",
            "subject_id",
            "seq",
            "id",
            postgresql_where=text(PENDING),
        ),
        Index("webhook_deliveries_created_at", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    webhook_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    seq: Mapped[int]
    type: Mapped[str]
    body: Mapped[dict[str, Any]]
    document_version: Mapped[int | None]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(server_default="0")
    first_tried_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
