"""Northwind's customers and products, and the rule that makes credit limits."""

from decimal import Decimal

import pytest

from command.demo.masterdata import limit_of, read_customers, read_products
from command.demo.orders import read_orders


@pytest.mark.parametrize(
    ("median_order", "limit"),
    [("1179.30", 5900), ("1000", 5000), ("1000.01", 5100), ("12.50", 500), ("0", 500)],
)
def test_a_limit_is_five_median_orders_up_to_the_next_hundred(median_order: str, limit: int) -> None:
    assert limit_of(Decimal(median_order)) == limit


def test_every_customer_has_a_limit_also_those_who_never_ordered() -> None:
    orders = read_orders()
    customers = {customer.key: customer for customer in read_customers(orders)}
    assert len(customers) == 91
    never_ordered = set(customers) - {order.customer for order in orders}
    assert never_ordered == {"FISSA", "PARIS"}
    assert all(customers[key].credit_limit == 500 for key in never_ordered)


def test_commas_in_a_customers_street_are_put_back() -> None:
    customers = {customer.key: customer for customer in read_customers(())}
    assert customers["BLONP"].data.street == "24, place Kléber"
    assert customers["BLONP"].data.country == "France"


def test_products_have_the_stock_of_northwinds_table() -> None:
    products = read_products()
    assert len(products) == 77
    assert sum(product.on_hand for product in products) == 3119
    assert products[0].unit_price == Decimal("18.00")
