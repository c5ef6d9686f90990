"""Northwind's customers and products as the platform's master data, with the credit limits that Northwind lacks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from statistics import median

from msgspec import Struct

from .files import NORTHWIND, Row, read_rows
from .orders import Order

LIMIT_IN_MEDIAN_ORDERS = 5
LEAST_LIMIT = Decimal(500)
LIMIT_STEP = Decimal(100)


class Contact(Struct, frozen=True, omit_defaults=True):
    contact: str
    street: str
    city: str
    country: str
    region: str | None = None
    postal_code: str | None = None
    phone: str | None = None


class Customer(Struct, frozen=True):
    key: str
    name: str
    credit_limit: Decimal
    data: Contact


class Product(Struct, frozen=True):
    sku: str
    name: str
    unit_price: Decimal
    on_hand: int


def read_customers(orders: Iterable[Order], folder: Path = NORTHWIND) -> list[Customer]:
    limits = credit_limits(orders)
    rows = read_rows(folder / "customers.csv", unknown="NULL", with_commas="address")
    return [customer_of(row, limits) for row in rows]


def credit_limits(orders: Iterable[Order]) -> dict[str, Decimal]:
    """Each ordering customer's limit: five times their median order, up to the next 100, at least 500."""
    totals = defaultdict(list)
    for order in orders:
        totals[order.customer].append(order.total)
    return {customer: limit_of(median(amounts)) for customer, amounts in totals.items()}


def limit_of(median_order: Decimal) -> Decimal:
    steps = (LIMIT_IN_MEDIAN_ORDERS * median_order / LIMIT_STEP).to_integral_value(ROUND_CEILING)
    return max(LEAST_LIMIT, steps * LIMIT_STEP)


def customer_of(row: Row, limits: Mapping[str, Decimal]) -> Customer:
    return Customer(
        key=row["customerID"],
        name=row["companyName"],
        credit_limit=limits.get(row["customerID"], LEAST_LIMIT),
        data=Contact(
            contact=row["contactName"],
            street=row["address"],
            city=row["city"],
            country=row["country"],
            region=row.get("region"),
            postal_code=row.get("postalCode"),
            phone=row.get("phone"),
        ),
    )


def read_products(folder: Path = NORTHWIND) -> list[Product]:
    """All products, with what Northwind's table has in stock."""
    return [
        Product(
            sku=row["productID"],
            name=row["productName"],
            unit_price=Decimal(row["unitPrice"]),
            on_hand=int(row["unitsInStock"]),
        )
        for row in read_rows(folder / "products.csv", unknown="NULL")
    ]
