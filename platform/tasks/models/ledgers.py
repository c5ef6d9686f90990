"""What automations keep books of: fingerprints of documents, credit, stock."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.feel.numbers import DECIMAL128
from tenants.models import Base

from .amounts import Amount
from .owned import Owned


class FingerprintSet(Owned, Base):
    """Fields by which items of a type are compared (none: the whole document). It is complete once the items that
    were there before it have their fingerprints, too."""

    __tablename__ = "fingerprint_sets"
    __table_args__ = (UniqueConstraint("tenant_id", "type", "fields"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str]
    fields: Mapped[list[str]]
    is_complete: Mapped[bool] = mapped_column(server_default="false")


class Fingerprint(Owned, Base):
    __tablename__ = "fingerprints"

    set_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID] = mapped_column(primary_key=True)


class Customer(Owned, Base):
    __tablename__ = "customers"
    __table_args__ = (CheckConstraint("exposure >= 0", name="exposure"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    credit_limit: Mapped[Decimal | None] = mapped_column(Amount)
    exposure: Mapped[Decimal] = mapped_column(Amount, server_default="0")
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    revision: Mapped[int] = mapped_column(server_default="1")


class Credit(Owned, Base):
    """What an approval added to a customer's exposure, until its item ends or a later check takes its place."""

    __tablename__ = "credits"
    __table_args__ = (
        Index("credits_of_item", "tenant_id", "work_item_id", postgresql_where=text("released_at is null")),
    )

    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    run_key: Mapped[str]
    customer_key: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Amount)
    released_at: Mapped[datetime | None]


class Product(Owned, Base):
    """`reserved` exceeds `on_hand` only where that was lowered afterwards; a reservation never oversells."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
    )

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unit_price: Mapped[Decimal | None] = mapped_column(Amount)
    on_hand: Mapped[Decimal] = mapped_column(Amount)
    reserved: Mapped[Decimal] = mapped_column(Amount, server_default="0")
    revision: Mapped[int] = mapped_column(server_default="1")

    @property
    def available(self) -> Decimal:
        return DECIMAL128.subtract(self.on_hand, self.reserved)


class Reservation(Owned, Base):
    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("reservations_of_item", "tenant_id", "work_item_id"),
    )

    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    work_item_id: Mapped[UUID]
    quantity: Mapped[Decimal] = mapped_column(Amount)
    released_at: Mapped[datetime | None]


class StockOut(Owned, Base):
    __tablename__ = "stock_outs"
    __table_args__ = (
        UniqueConstraint("tenant_id", "run_id", "sku"),
        Index("stock_outs_of_product", "tenant_id", "sku", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    at: Mapped[datetime]
    sku: Mapped[str]
    asked: Mapped[Decimal] = mapped_column(Amount)
    short: Mapped[Decimal] = mapped_column(Amount)
    work_item_id: Mapped[UUID]
    run_id: Mapped[UUID]
