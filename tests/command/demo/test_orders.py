"""Northwind's rows as order documents, faults of the files included."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from command.demo.errors import BrokenFile
from command.demo.files import NORTHWIND, join_surplus, read_rows
from command.demo.orders import Order, day_of, read_orders


@pytest.fixture(scope="module")
def orders() -> list[Order]:
    return read_orders()


def test_every_order_and_every_line_becomes_a_document(orders: list[Order]) -> None:
    assert len(orders) == len({order.number for order in orders}) == 830
    assert sum(len(order.lines) for order in orders) == 2155


def test_commas_that_split_an_address_are_put_back(orders: list[Order]) -> None:
    ship_to = next(order.ship_to for order in orders if order.number == "10250")
    assert ship_to.street == "Rua do Paço, 67"
    assert (ship_to.city, ship_to.region, ship_to.postal_code) == ("Rio de Janeiro", "RJ", "05454-876")


def test_all_rows_with_a_surplus_cell_still_end_in_a_country(orders: list[Order]) -> None:
    assert sum("," in order.ship_to.street for order in orders) == 176
    assert all(order.ship_to.country.isalpha() for order in orders)


def test_a_total_is_exact(orders: list[Order]) -> None:
    totals = {order.number: order.total for order in orders}
    assert str(totals["10248"]) == "440.00"
    assert str(totals["10250"]) == "1552.6000"
    assert sum(totals.values()) == Decimal("1265793.0395")


def test_text_that_says_null_is_left_out(orders: list[Order]) -> None:
    assert orders[0].ship_to.region is None
    assert sum(order.ship_to.postal_code is None for order in orders) == 19


def test_a_date_loses_its_midnight() -> None:
    assert day_of("1996-07-04 00:00:00.000") == date(1996, 7, 4)


@pytest.mark.parametrize(
    ("cells", "joined"),
    [
        (["1", "a", "x"], ["1", "a", "x"]),
        (["1", "a", " b", "x"], ["1", "a, b", "x"]),
        (["1", "a", "b", "c", "x"], ["1", "a,b,c", "x"]),
    ],
)
def test_surplus_cells_are_joined_as_they_were(cells: list[str], joined: list[str]) -> None:
    assert join_surplus(["id", "street", "country"], cells, "street") == joined


def test_a_row_that_is_too_short_names_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(NORTHWIND, tmp_path / "northwind")
    broken = tmp_path / "northwind" / "shippers.csv"
    broken.write_text("shipperID,companyName,phone\n1,Speedy Express,1\n2,United\n", encoding="utf-8")
    with pytest.raises(BrokenFile, match=r"shippers\.csv, line 3: 2 cells for 3 columns"):
        read_orders(tmp_path / "northwind")


def test_surplus_cells_are_a_fault_where_no_column_takes_them(tmp_path: Path) -> None:
    broken = tmp_path / "rows.csv"
    broken.write_text("a,b\n1,2,3\n", encoding="utf-8")
    with pytest.raises(BrokenFile, match="3 cells for 2 columns"):
        list(read_rows(broken, unknown="NULL"))
