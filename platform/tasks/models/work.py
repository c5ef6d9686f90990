"""Where work waits and who does it: lanes, ready tasks, tasks, runs, the outbox, and how many tasks are where."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Identity,
    Index,
    Integer,
    Numeric,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned

OPEN_TASK = "state in ('ready', 'claimed', 'pended')"
OPEN_RUN = "state in ('queued', 'running')"


class Lane(Base):
    """Tasks of one queue that demand the same: `skills` sorted by name, `levels` beside them."""

    __tablename__ = "lanes"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "queue_key", "skills", "levels", "reserved_for", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("cardinality(skills) = cardinality(levels)", name="levels"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    tenant_id: Mapped[UUID]
    queue_key: Mapped[str]
    skills: Mapped[list[str]]
    levels: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    reserved_for: Mapped[UUID | None]


class ReadyTask(Base):
    """Tasks that can be claimed, in the order of claiming: narrow, inserted and deleted under the item's lock."""

    __tablename__ = "ready_tasks"
    __table_args__ = (
        {
            "postgresql_with": {
                "autovacuum_vacuum_scale_factor": "0",
                "autovacuum_vacuum_threshold": "2000",
                "autovacuum_vacuum_cost_delay": "0",
            }
        },
    )

    lane_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[datetime] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    work_item_id: Mapped[UUID]
    barred: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))


class Task(Owned, Base):
    """`about` is the event that an exception stands for. `assignee` and `lease_token` outlive a lease that ran out."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("state in ('ready', 'claimed', 'pended', 'completed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'claimed') = (lease_until is not null)", name="lease"),
        CheckConstraint("(state = 'completed') = (completed_at is not null)", name="completed"),
        CheckConstraint("(state = 'pended') = (pend_reason is not null)", name="pended"),
        Index("tasks_of_item", "tenant_id", "work_item_id"),
        Index("tasks_by_item", "tenant_id", "queue_key", "work_item_id"),
        Index("tasks_leases", "lease_until", postgresql_where=text("state = 'claimed'")),
        Index(
            "tasks_of_person",
            *("assignee", "state", "id"),
            postgresql_include=["tenant_id", "work_item_id"],
            postgresql_where=text("assignee is not null"),
        ),
        Index("tasks_list", "tenant_id", "queue_key", "type", "state", "id", postgresql_include=["due_at"]),
        Index("tasks_pended_by", "assignee", "pend_until", postgresql_where=text("state = 'pended'")),
        Index("tasks_completed_by", "completed_by", "completed_at", postgresql_where=text("state = 'completed'")),
        Index("tasks_due", "tenant_id", "queue_key", "due_at", postgresql_where=text(OPEN_TASK)),
        Index("tasks_waiting", "tenant_id", "queue_key", "ready_at", postgresql_where=text("state = 'ready'")),
        Index(
            "tasks_done",
            *("tenant_id", "queue_key", "completed_at"),
            postgresql_include=["due_at", "claimed_at", "completed_by"],
            postgresql_where=text("state = 'completed'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    type: Mapped[str]
    type_version: Mapped[int]
    key: Mapped[str]
    queue_key: Mapped[str]
    lane_id: Mapped[int]
    skills: Mapped[list[str]]
    levels: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    reserved_for: Mapped[UUID | None]
    state: Mapped[str]
    priority: Mapped[int]
    rank: Mapped[datetime]
    ready_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    not_by: Mapped[str | None]
    barred: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    weight: Mapped[Decimal | None] = mapped_column(Numeric)
    warn: Mapped[str | None]
    note: Mapped[str | None]
    about: Mapped[dict[str, Any] | None]
    draft: Mapped[dict[str, Any] | None]
    lease_token: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    assignee: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None]
    pend_reason: Mapped[str | None]
    pend_until: Mapped[datetime | None]
    pended_at: Mapped[datetime | None]
    disposition: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[UUID | None]
    completed_body: Mapped[bytes | None]


class Run(Owned, Base):
    """One execution of an automation. Only its present `attempt` may finish it; after `deadline` it is queued again."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint(
            "state in ('queued', 'running', 'succeeded', 'failed', 'superseded', 'cancelled')", name="state"
        ),
        Index("runs_under_way", "tenant_id", "work_item_id", "key", unique=True, postgresql_where=text(OPEN_RUN)),
        Index("runs_of_item", "tenant_id", "work_item_id"),
        Index("runs_deadline", "deadline", postgresql_where=text(OPEN_RUN)),
        Index("runs_list", "tenant_id", "state", "automation", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    automation: Mapped[str]
    key: Mapped[str]
    input: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempt: Mapped[int]
    tried_before: Mapped[int] = mapped_column(server_default="0")
    deadline: Mapped[datetime]
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]


class Timer(Owned, Base):
    """Every wake-up of the house: timers of rules, ends of pends, due times. Fired once, whoever finds it."""

    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "work_item_id", "kind", "name", "task_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("kind in ('rule', 'pend', 'due_soon', 'overdue')", name="kind"),
        Index("timers_due", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    kind: Mapped[str]
    name: Mapped[str]
    task_id: Mapped[UUID | None]
    due_at: Mapped[datetime]


class Outbox(Base):
    """Messages not yet sent; the relay deletes what it sent."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    tenant_id: Mapped[UUID]
    actor: Mapped[str]
    payload: Mapped[dict[str, Any]]


class QueueDelta(Base):
    """A signed change of how many tasks of a queue are in a state; folded into `queue_counts` by the scheduler."""

    __tablename__ = "queue_deltas"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    tenant_id: Mapped[UUID]
    queue_key: Mapped[str]
    state: Mapped[str]
    n: Mapped[int] = mapped_column(Integer)


class QueueCount(Owned, Base):
    __tablename__ = "queue_counts"

    queue_key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class DueDelta(Base):
    """A signed change of how many open tasks of a queue are due on a day (UTC), written by triggers of `tasks`;
    folded into `due_counts` by the scheduler."""

    __tablename__ = "due_deltas"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    tenant_id: Mapped[UUID]
    queue_key: Mapped[str]
    due_on: Mapped[date]
    n: Mapped[int] = mapped_column(Integer)


class DueCount(Owned, Base):
    """None that is zero."""

    __tablename__ = "due_counts"

    queue_key: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class QueuePast(Owned, Base):
    """How many tasks of a queue were ready, newest first: in the quarter of an hour `slot`, and in those before."""

    __tablename__ = "queue_past"

    queue_key: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int]
    ready: Mapped[list[int | None]] = mapped_column(ARRAY(BigInteger))


class Desk(Base):
    """How the tenants whose queues have this key share the people who serve them: by weight, where `is_fair`."""

    __tablename__ = "desks"

    key: Mapped[str] = mapped_column(primary_key=True)
    is_fair: Mapped[bool]
    weights: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(server_default="1")


class Job(Base):
    """Work on many things that somebody started and can watch. `place` is where it goes on after an interruption; who
    works on it holds it until `held_until`."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state in ('running', 'finished', 'failed')", name="state"),
        Index("jobs_running", "held_until", postgresql_where=text("state = 'running'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    started_by: Mapped[UUID]
    kind: Mapped[str]
    actor: Mapped[dict[str, Any]]
    input: Mapped[dict[str, Any]]
    state: Mapped[str]
    place: Mapped[UUID | None]
    held_until: Mapped[datetime]
    done: Mapped[int] = mapped_column(server_default="0")
    skipped: Mapped[list[Any]] = mapped_column(server_default="[]")
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
