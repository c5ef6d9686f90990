"""Customers and products: put one by one or many at once, with the digits that were sent."""

from decimal import Decimal
from uuid import uuid4

import pytest

from tests.api.conftest import House, pointers, problem


def key() -> str:
    return f"K {uuid4().hex[:8]}"


def test_amounts_keep_their_digits(house: House) -> None:
    """§5 PUT/GET /v1/products/{sku} {"name","unit_price"?,"on_hand"} → GET also {"reserved","available"}"""
    path = f"/v1/products/{key()}"
    house.client.put(path, b'{"name": "P", "on_hand": 10.50, "unit_price": 0.00000000000000000000000000000001}')
    found = house.client.get(path).json(parse_float=Decimal)
    assert str(found["on_hand"]) == "10.50"
    assert found["unit_price"] == Decimal("1E-32")
    assert (found["reserved"], found["available"]) == (0, Decimal("10.50"))


@pytest.mark.parametrize("amount", ["100000", "10000", "1200000.00", "1234567890123456789012345678901234"])
def test_amounts_have_no_exponent_and_are_computed_with_34_digits(house: House, amount: str) -> None:
    """§1 kept and given back with the digits that were sent, computed with 34 significant digits"""
    path = f"/v1/products/{key()}"
    house.client.put(path, f'{{"name": "P", "on_hand": {amount}, "unit_price": {amount}}}'.encode())
    found = house.client.get(path).json(parse_float=str, parse_int=str)
    assert [found[name] for name in ("on_hand", "unit_price", "available")] == [amount] * 3


def test_a_put_says_all_that_there_is(house: House) -> None:
    """§5 PUT/GET /v1/customers/{key} {"name","credit_limit"?,"data"?}"""
    path = f"/v1/customers/{key()}"
    house.client.put(path, {"name": "C", "credit_limit": 100, "data": {"vip": True}})
    assert house.client.put(path, {"name": "C"}).status_code == 200
    found = house.client.get(path).json()
    assert (found["credit_limit"], found["data"], found["exposure"]) == (None, {}, 0)


@pytest.mark.parametrize("amount", [-1, "1", True, [], -0.01])
def test_an_amount_is_a_number_and_not_below_zero(house: House, amount: object) -> None:
    answer = house.client.put(f"/v1/products/{key()}", {"name": "P", "on_hand": amount})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/on_hand"])


def test_many_are_put_at_once_each_on_its_own(house: House) -> None:
    """§5 Bulk of customers and products: as work-items/bulk, each element a PUT with its `key` or `sku`."""
    known, new = key(), key()
    house.client.put(f"/v1/customers/{known}", {"name": "Known"})
    sent = [
        {"key": known, "name": "Known"},
        {"key": new, "name": "New"},
        {"key": new, "name": "Newer"},
        {"key": "a/b", "name": "No key"},
        {"name": "No key"},
        17,
    ]
    answer = house.client.post("/v1/customers/bulk", {"items": sent}).json()
    assert [line["status"] for line in answer["items"]] == [200, 201, 200, 422, 422, 422]
    assert (answer["accepted"], answer["rejected"]) == (3, 3)
    assert [fault["pointer"] for line in answer["items"][3:] for fault in line["errors"]] == ["/key", "/key", ""]
    assert house.client.get(f"/v1/customers/{new}").json()["name"] == "Newer"


def test_many_come_as_lines_too_and_a_bad_line_is_bad_alone(house: House) -> None:
    """§5 POST /v1/customers|products/bulk"""
    sku = key()
    lines = f'{{"sku": "{sku}", "name": "P", "on_hand": 1}}\n\n{{"sku": \n{{"sku": "x", "sku": "y"}}\n'.encode()
    answer = house.client.post("/v1/products/bulk", lines, content_type="application/x-ndjson").json()
    assert [line["status"] for line in answer["items"]] == [201, 400, 422]


def test_more_than_a_group_is_put_and_more_than_ten_thousand_are_not(house: House) -> None:
    prefix = key()
    many = [{"key": f"{prefix} {nth}", "name": "C"} for nth in range(450)]
    answer = house.client.post("/v1/customers/bulk", {"items": many}).json()
    assert {line["status"] for line in answer["items"]} == {201}
    too_many = house.client.post("/v1/customers/bulk", {"items": [{}] * 10_001})
    assert problem(too_many) == (413, "too-large")


def test_a_change_is_in_the_audit(house: House) -> None:
    sku = key()
    house.supervisor.put(f"/v1/products/{sku}?tenant={house.slug}", {"name": "P", "on_hand": 1})
    rows = house.tenant_admin.get(f"/v1/audit?action=product.put&object={sku}").json()["items"]
    assert [row["actor"]["role"] for row in rows] == ["supervisor"]
