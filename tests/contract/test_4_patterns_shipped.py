"""The patterns of the guide, with items posted to the running system."""

from typing import Any

import httpx
import pytest

from tests.contract.patterns import STAYS_OPEN, quiet, told
from tests.contract.places import Place, eventually, on, read
from tests.rules.patterns.guide import rulesets

JSON = dict[str, Any]
QUEUES = ("claims-desk", "order-desk")
RESERVES = {"run": {"automation": "reserve_stock"}}
SOON = {"after": "PT3S", "clock": "elapsed"}
"""In the place of five business days; that those are counted by the calendar is shown elsewhere."""


@pytest.fixture(scope="module")
def tenant(place: Place) -> Place:
    """With orders, invoices, payments and claims, under all patterns of the guide."""
    guide = rulesets()
    for queue in QUEUES:
        place.put(f"/v1/queues/{queue}", {"name": queue})
    for work_type in ("order", "invoice", "payment", "claim"):
        place.put(f"/v1/work-types/{work_type}", {"name": work_type})
    publish(place, "claim", guide["claim velocity"], guide["duplicate claim"])
    unpaid = guide["order without payment"]
    unpaid["patterns"][0] |= SOON
    publish(place, "order", guide["three-way match"], unpaid, guide["stock-outs of one product"])
    place.put("/v1/products/11", {"name": "Eleven", "on_hand": 0})
    place.put("/v1/products/42", {"name": "Forty-two", "on_hand": 1})
    return place


def publish(place: Place, key: str, *contents: JSON) -> None:
    """All of them as one ruleset, under which items stay open; what can be reserved is."""
    tables = [on("received", STAYS_OPEN, RESERVES), *(table for each in contents for table in each["tables"])]
    tables[0]["rules"] = [
        {"name": "with lines", "if": "document.lines != null", "then": [STAYS_OPEN, RESERVES]},
        {"name": "others", "if": "document.lines = null", "then": [STAYS_OPEN]},
    ]
    patterns = [pattern for each in contents for pattern in each["patterns"]]
    answer = place.admin.put(f"/v1/rulesets/{key}/draft", {"tables": tables, "patterns": patterns})
    assert answer.status_code == 200, answer.text
    assert place.admin.post(f"/v1/rulesets/{key}/publish", {}).status_code == 201


def submit(place: Place, key: str, reference: str, **document: Any) -> str:
    body = {"type": key, "reference": reference, "document": document}
    answer: httpx.Response = place.admin.post("/v1/work-items", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_claim_velocity(tenant: Place) -> None:
    amounts = (600, 700, 400, 800)
    ids = [submit(tenant, "claim", f"V{n}", claimant="ann", amount=amount) for n, amount in enumerate(amounts)]
    (signal,) = told(tenant, ids[3])
    assert [part["reference"] for part in signal["items"]] == ["V0", "V1", "V3"]
    assert signal["data"] == {"total": 2100}
    (task,) = [task for task in _tasks(tenant, ids[3]) if task["queue"] == "claims-desk"]
    assert task["note"] == "Claims: V0, V1, V3"
    assert quiet(tenant, *ids[:3])


def test_the_same_claim_under_two_references(tenant: Place) -> None:
    first: JSON = {"policy": "P1", "amount": 100, "incident_on": "2026-03-01"}
    others: list[JSON] = [{}, {"incident_on": "2026-03-02"}, {"amount": 100.00}]
    ids = [submit(tenant, "claim", f"D{n}", **(first | other)) for n, other in enumerate(others)]
    (signal,) = told(tenant, ids[2])
    assert (signal["name"], [part["reference"] for part in signal["items"]]) == ("claimed_again", ["D0", "D2"])
    assert quiet(tenant, *ids[:2])


def test_order_invoice_and_payment_within_a_tolerance(tenant: Place) -> None:
    for order, amount in (("O1", 101.5), ("O2", 103)):
        submit(tenant, "order", order, total=100)
        submit(tenant, "invoice", f"I {order}", order=order, amount=amount)
    near = submit(tenant, "payment", "P O1", order="O1", amount=101.5)
    far = submit(tenant, "payment", "P O2", order="O2", amount=103)
    (signal,) = told(tenant, near)
    assert (signal["name"], signal["data"]) == ("matched", {"paid": 101.5})
    assert quiet(tenant, far)


def test_an_order_without_payment(tenant: Place) -> None:
    unpaid, paid = submit(tenant, "order", "U1", total=5), submit(tenant, "order", "U2", total=5)
    submit(tenant, "payment", "P U2", order="U2", amount=5)
    (signal,) = told(tenant, unpaid)
    assert signal["name"] == "unpaid"
    assert [task["queue"] for task in _tasks(tenant, unpaid)].count("order-desk") == 1
    assert quiet(tenant, paid)


def test_stock_outs_of_one_product_in_a_day(tenant: Place) -> None:
    both = [{"sku": "11", "quantity": 2}, {"sku": "42", "quantity": 2}]
    first = submit(tenant, "order", "S1", lines=both)
    eventually(lambda: read(tenant.admin.get(f"/v1/work-items/{first}"))["facts"])
    second = submit(tenant, "order", "S2", lines=[{"sku": "42", "quantity": 1}])
    found = eventually(lambda: [each for each in told(tenant, second) if each["name"] == "stock_outs"])
    assert [each["data"] for each in found] == [["S1", "S2"]]


def _tasks(place: Place, item_id: str) -> list[JSON]:
    return list(read(place.admin.get(f"/v1/work-items/{item_id}"))["tasks"])
