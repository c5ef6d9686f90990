"""Work items with their documents, history and decisions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned


class WorkItem(Owned, Base):
    """`seq` counts the rows of its history; whoever raises it holds this row's lock. `by_hand`: a person completed a
    task of it. Documents lie in a table of their own, since every event rewrites this row."""

    __tablename__ = "work_items"
    __table_args__ = (
        UniqueConstraint("tenant_id", "type", "reference"),
        CheckConstraint("state in ('open', 'closed', 'cancelled')", name="state"),
        CheckConstraint("length(reference) between 1 and 200", name="reference"),
        CheckConstraint("priority between 0 and 100", name="priority"),
        CheckConstraint("(state = 'open') = (closed_at is null)", name="closed_at"),
        CheckConstraint("open_tasks >= 0 and open_runs >= 0 and open_timers >= 0", name="open"),
        Index("work_items_list", "tenant_id", "type", "state", "id", postgresql_include=["promised_at"]),
        Index(
            "work_items_ended",
            *("tenant_id", "closed_at"),
            postgresql_include=["id", "state", "type", "promised_at", "by_hand"],
            postgresql_where=text("state in ('closed', 'cancelled')"),
        ),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    reference: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="open")
    outcome: Mapped[str | None]
    document_version: Mapped[int] = mapped_column(server_default="1")
    ruleset_version: Mapped[int | None]
    priority: Mapped[int] = mapped_column(server_default="50")
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    signals: Mapped[list[Any]] = mapped_column(server_default="[]")
    seq: Mapped[int] = mapped_column(server_default="0")
    open_tasks: Mapped[int] = mapped_column(Integer, server_default="0")
    open_runs: Mapped[int] = mapped_column(Integer, server_default="0")
    open_timers: Mapped[int] = mapped_column(Integer, server_default="0")
    by_hand: Mapped[bool] = mapped_column(server_default="false")
    received_at: Mapped[datetime]
    promised_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Document(Owned, Base):
    __tablename__ = "documents"

    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]


class UnreadDocument(Base):
    """That an item's document is new: its words are yet to be entered, by the scheduler."""

    __tablename__ = "unread_documents"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    tenant_id: Mapped[UUID]
    work_item_id: Mapped[UUID]


class ItemWord(Owned, Base):
    """A word of an item's newest document. In the order of its bytes, whatever the database's own."""

    __tablename__ = "item_words"

    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)


class History(Owned, Base):
    __tablename__ = "history"

    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[dict[str, Any]]
    task_id: Mapped[UUID | None]
    run_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class DecisionRow(Owned, Base):
    """What the tables said of one event, under the `seq` of its row in the history."""

    __tablename__ = "decisions"

    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[dict[str, Any]]
    document_version: Mapped[int]
    version: Mapped[int | None]
    matched: Mapped[list[Any]]
    plan: Mapped[list[Any]]
    errors: Mapped[list[Any]]


class Comment(Owned, Base):
    """What people say of an item; `visible_to` is `staff`, or `client` too."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("visible_to in ('staff', 'client')", name="visible_to"),
        Index("comments_of_item", "tenant_id", "work_item_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    at: Mapped[datetime]
    author: Mapped[dict[str, Any]]
    text: Mapped[str]
    visible_to: Mapped[str]
