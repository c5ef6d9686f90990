"""What a tenant has configured: types of work and of tasks, queues, calendars, rulesets with draft and versions."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned


class Keyed(Owned):
    """Configuration under a key of the tenant's; `revision` is its ETag, retired ones stay for what refers to them."""

    key: Mapped[str] = mapped_column(primary_key=True, sort_order=-1)
    retired_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default="1")


class Named(Keyed):
    """Configuration that people call by a name beside its key."""

    name: Mapped[str]


class WorkType(Named, Base):
    __tablename__ = "work_types"

    schema: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    sla: Mapped[dict[str, Any] | None]


class TaskType(Named, Base):
    """`version` names the newest of its contents in `task_type_versions`."""

    __tablename__ = "task_types"

    version: Mapped[int]


class TaskTypeVersion(Owned, Base):
    __tablename__ = "task_type_versions"
    __table_args__ = (CheckConstraint("cardinality(dispositions) > 0", name="dispositions"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dispositions: Mapped[list[str]]
    form: Mapped[dict[str, Any]]
    pend_reasons: Mapped[list[Any]]
    checklist: Mapped[list[Any]]


class Queue(Named, Base):
    """`skills` maps a skill to the least level that its tasks demand."""

    __tablename__ = "queues"

    skills: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    lease: Mapped[timedelta] = mapped_column(server_default=text("'15 minutes'"))
    calendar: Mapped[str | None]


class Calendar(Keyed, Base):
    """`hours` maps a day, `mon` to `sun`, to its spans `["09:00", "17:00"]`, as they were sent."""

    __tablename__ = "calendars"

    timezone: Mapped[str]
    hours: Mapped[dict[str, Any]]
    holidays: Mapped[str | None]
    closed: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default="{}")


class RulesetHead(Owned, Base):
    """`saved_at` and `saved_by`: when the draft was saved last, and by whom."""

    __tablename__ = "rulesets"

    key: Mapped[str] = mapped_column(primary_key=True)
    draft: Mapped[dict[str, Any] | None]
    revision: Mapped[int] = mapped_column(server_default="0")
    saved_at: Mapped[datetime | None]
    saved_by: Mapped[dict[str, Any] | None]
    published: Mapped[int | None]


class RulesetVersion(Owned, Base):
    """`schema` is the work type's as it was: a version can be read by it whatever the schema has become."""

    __tablename__ = "ruleset_versions"

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]
    schema: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    comment: Mapped[str | None]
    published_at: Mapped[datetime]
    published_by: Mapped[dict[str, Any]]
