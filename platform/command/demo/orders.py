"""Northwind's orders as documents that a trading company would send, without what history added (who shipped, when)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from .files import NORTHWIND, Row, read_rows


class Line(Struct, frozen=True):
    sku: str
    quantity: int
    unit_price: Decimal
    discount: Decimal

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price * (1 - self.discount)


class Address(Struct, frozen=True, omit_defaults=True):
    name: str
    street: str
    city: str
    country: str
    region: str | None = None
    postal_code: str | None = None


class Order(Struct, frozen=True):
    """An order's document; its reference is `number`."""

    number: str
    customer: str
    ordered_on: date
    required_on: date
    ship_to: Address
    ship_via: str
    freight: Decimal
    lines: list[Line]
    total: Decimal


def read_orders(folder: Path = NORTHWIND) -> list[Order]:
    """All orders, oldest first."""
    shippers = {row["shipperID"]: row["companyName"] for row in read_rows(folder / "shippers.csv", unknown="NULL")}
    lines = read_lines(folder)
    rows = read_rows(folder / "orders.csv", unknown="NULL", with_commas="shipAddress")
    return [order_of(row, lines[row["orderID"]], shippers[row["shipVia"]]) for row in rows]


def read_lines(folder: Path) -> dict[str, list[Line]]:
    lines = defaultdict(list)
    for row in read_rows(folder / "order-details.csv", unknown="NULL"):
        lines[row["orderID"]].append(line_of(row))
    return lines


def line_of(row: Row) -> Line:
    return Line(
        sku=row["productID"],
        quantity=int(row["quantity"]),
        unit_price=Decimal(row["unitPrice"]),
        discount=Decimal(row["discount"]),
    )


def order_of(row: Row, lines: list[Line], shipper: str) -> Order:
    return Order(
        number=row["orderID"],
        customer=row["customerID"],
        ordered_on=day_of(row["orderDate"]),
        required_on=day_of(row["requiredDate"]),
        ship_to=address_of(row),
        ship_via=shipper,
        freight=Decimal(row["freight"]),
        lines=lines,
        total=sum((line.amount for line in lines), Decimal(0)),
    )


def address_of(row: Row) -> Address:
    return Address(
        name=row["shipName"],
        street=row["shipAddress"],
        city=row["shipCity"],
        country=row["shipCountry"],
        region=row.get("shipRegion"),
        postal_code=row.get("shipPostalCode"),
    )


def day_of(text: str) -> date:
    """The day of `1996-07-04 00:00:00.000`."""
    return date.fromisoformat(text.partition(" ")[0])
