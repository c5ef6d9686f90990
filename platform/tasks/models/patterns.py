"""Patterns over several items: which are in force, the keys that items have in them, the looks that are due, and what
was raised."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned

IN_BACKFILL = "state = 'retiring' or state <> 'retired' and backfill in ('correlating', 'counting')"


class Pattern(Owned, Base):
    """One text of a pattern of a ruleset: it stays the same pattern through all versions that have it. `trial`: one
    that is only tried on the past, under the id of that trial; `retiring`: what is kept of it is being removed.

    `backfill` says how far the past has been gone through since `since`: its keys are written (`correlating`), then
    what it would have raised is counted (`counting`). `warnings` has the latest of each kind.
    """

    __tablename__ = "patterns"
    __table_args__ = (
        CheckConstraint("state in ('in_force', 'retiring', 'retired', 'trial')", name="state"),
        CheckConstraint("(state = 'trial') = (trial_id is not null)", name="trial"),
        CheckConstraint("backfill in ('correlating', 'counting', 'finished', 'failed')", name="backfill"),
        Index("patterns_text", "tenant_id", "key", "digest", unique=True, postgresql_where=text("state <> 'trial'")),
        Index("patterns_of_trial", "tenant_id", "trial_id", postgresql_where=text("state = 'trial'")),
        Index("patterns_in_backfill", "held_until", postgresql_where=text(IN_BACKFILL)),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    name: Mapped[str]
    nth: Mapped[int]
    digest: Mapped[bytes]
    content: Mapped[dict[str, Any]]
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str]
    trial_id: Mapped[UUID | None]
    backfill: Mapped[str]
    since: Mapped[datetime]
    place: Mapped[UUID | None]
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int | None]
    would_raise: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    warnings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    held_until: Mapped[datetime]
    created_at: Mapped[datetime]


class Correlation(Owned, Base):
    """That an item has a key in a pattern. Read from the newest; a key that the item has no longer is harmless, since
    who reads it computes it again. `changed_at`: when the item was last received, amended or given a fact, in so far as
    the pattern looks at it."""

    __tablename__ = "correlations"

    pattern_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime]


class Look(Owned, Base):
    """A pattern is to be looked at again with an item in it, from `next_at` on; gone when that was done. `cause`:
    received, amended, fact (was set), or after (so long after the item was received)."""

    __tablename__ = "looks"
    __table_args__ = (
        CheckConstraint("cause in ('received', 'amended', 'fact', 'after')", name="cause"),
        Index("looks_next", "next_at"),
        Index("looks_of_pattern", "tenant_id", "pattern_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    pattern_id: Mapped[UUID]
    work_item_id: Mapped[UUID]
    cause: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_at: Mapped[datetime]


class RaisedSet(Owned, Base):
    """A set of items for which a pattern has raised its signals: once. `digest` is that of their ids, `work_item_id`
    the item that the signals went to."""

    __tablename__ = "raised_sets"
    __table_args__ = (Index("raised_sets_of_item", "tenant_id", "work_item_id"),)

    pattern_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    items: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    raised_at: Mapped[datetime]
