"""What a change of rules would have done to past work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.models import Base

from .owned import Owned


class Simulation(Owned, Base):
    """`content` is the ruleset that is tried, `version` its number, or null: it was the draft; `against` a version, or
    null: what was decided in fact."""

    __tablename__ = "simulations"
    __table_args__ = (CheckConstraint("state in ('running', 'finished', 'stopped', 'failed')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str]
    content: Mapped[dict[str, Any]]
    version: Mapped[int | None]
    against: Mapped[int | None]
    since: Mapped[datetime | None]
    item_limit: Mapped[int]
    state: Mapped[str]
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    place: Mapped[UUID | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]


class SimulatedItem(Owned, Base):
    """A decision that would have been another; `seq` is that of the decision in the item's history."""

    __tablename__ = "simulated_items"

    simulation_id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reference: Mapped[str]
    event: Mapped[str]
    before: Mapped[list[Any]]
    after: Mapped[list[Any]]
