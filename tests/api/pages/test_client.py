"""A client's own screens: an item followed and spoken of, a file attached, a file of many items, stock."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import httpx
import pytest

from tasks.models import StockOut
from tenants.database import Database
from tenants.settings import Settings
from tests.api.conftest import House
from tests.api.importing import do_import
from tests.api.pages.conftest import Reader, csrf_in, words_in


@pytest.fixture(scope="module")
def place(new_house: Callable[[], House]) -> House:
    return new_house()


@pytest.fixture(scope="module")
def client(place: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(place, "client", name="Anneliese Hohenzollern-Sigmaringen")


@pytest.fixture(scope="module")
def lead(place: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(place, "supervisor", name="Jonas Weber")


@pytest.fixture
def item(place: House) -> str:
    """The id of an order that waits for a person."""
    made = place.client.made("/v1/orders", {"reference": f"C-{uuid4().hex[:8]}", "document": {"total": 5}})
    return str(made["id"])


def test_a_client_begins_with_their_items(client: Reader, item: str) -> None:
    assert client.get("/").headers["location"] == "/items"
    assert f"/items/{item}" in client.get("/items").text


def test_items_are_found_by_type_state_promise_and_day(client: Reader, item: str) -> None:
    def finds(query: str) -> bool:
        page = client.get(f"/items?{query}")
        assert page.status_code == 200, page.text
        return f"/items/{item}" in page.text

    assert finds("q=C-&type=order&view=open&since=2020-01-01&tenant=")
    assert not any(map(finds, ("q=nothing", "type=claim", "view=late", "view=closed", "since=2999-12-31")))
    assert "Show all" in client.get("/items?view=late").text
    assert client.get("/items?since=yesterday").status_code == 422


def test_a_client_sees_what_happened_but_neither_names_nor_rules(place: House, client: Reader, item: str) -> None:
    place.operator.post("/v1/tasks/claim", {})
    said = words_in(client.get(f"/items/{item}").text)
    assert "Decided by the rules" in said
    assert "because" not in said
    assert f"Operator of {place.slug}" not in said


def test_what_a_client_writes_is_read_by_those_who_work_and_the_other_way_round(
    client: Reader, lead: Reader, item: str
) -> None:
    address = f"/items/{item}"
    assert client.post(f"{address}/comments", {"text": "Take part deliveries, please."}).status_code == 303
    assert lead.post(f"{address}/comments", {"text": "We do.", "for_client": "yes"}).status_code == 303
    assert lead.post(f"{address}/comments", {"text": "Among us."}).status_code == 303
    assert "Take part deliveries, please." in lead.get(address).text
    read = words_in(client.get(address).text)
    assert "We do." in read
    assert "Among us." not in read
    assert "Jonas Weber" not in read
    assert client.post(f"{address}/comments", {"text": " "}).status_code == 422


def test_a_file_is_attached_and_given_back(client: Reader, item: str) -> None:
    address = f"/items/{item}"
    page = client.get(address).text
    sent = client.http.post(
        f"{address}/files",
        files={"file": ("order.txt", b"two dozen", "text/plain")},
        headers={"x-csrf-token": csrf_in(page)},
    )
    assert sent.status_code == 303
    (file,) = re.findall(rf'href="({address}/files/[0-9a-f-]+)"', client.get(address).text)
    assert client.get(file).content == b"two dozen"


def test_an_item_is_cancelled_by_its_client_and_opened_again_by_a_lead(
    place: House, client: Reader, lead: Reader, item: str
) -> None:
    assert client.post(f"/items/{item}/cancel", {"reason": "sent twice"}).status_code == 303
    assert place.client.get(f"/v1/work-items/{item}").json()["state"] == "cancelled"
    assert lead.post(f"/items/{item}/reopen", {"reason": ""}).status_code == 422
    assert lead.post(f"/items/{item}/reopen", {"reason": "not twice after all"}).status_code == 303
    assert place.client.get(f"/v1/work-items/{item}").json()["state"] == "open"
    assert client.post(f"/items/{item}/reopen", {"reason": "mine"}).status_code == 403


def upload(client: Reader, name: str, content: bytes) -> httpx.Response:
    token = csrf_in(client.http.get("/account").text)
    return client.http.post("/submit?type=order", files={"file": (name, content)}, headers={"x-csrf-token": token})


def test_a_file_is_looked_at_checked_and_sent(place: House, client: Reader, settings: Settings) -> None:
    assert "total" in words_in(client.get("/submit?type=order").text)
    sent = upload(client, "C:\\orders.csv", b"Order ID,Total amount\nF-1,5\nF-2,many\n")
    address = sent.headers["location"]
    page = client.get(address).text
    assert "orders.csv, Order What are its columns?" in words_in(page)
    assert "<td>many</td>" in page
    columns = {"reference": "Order ID", "column/0": "", "column/1": "total"}
    assert client.post(f"{address}/send", columns).status_code == 303  # what was not checked is checked first
    assert "0 rows were looked at so far." in words_in(client.get(address).text)
    do_import(settings, address.rpartition("/")[2])
    page = client.get(address).text
    assert "1 row can be sent. 1 row has a fault." in words_in(page)
    assert '<td class="fault">many</td>' in page
    given = client.get(f"{address}/faults")
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.content.decode("utf-8-sig").splitlines()[0] == "row,fault,Order ID,Total amount"
    assert given.text.splitlines()[1].endswith("F-2,many")
    client.post(f"{address}/send", columns)
    do_import(settings, address.rpartition("/")[2])
    page = words_in(client.get(address).text)
    assert "1 row was sent. 1 row has a fault." in page
    assert "Check again" not in page
    assert client.post(f"{address}/send", columns).status_code == 303  # nothing is left to be sent
    (item,) = place.client.get("/v1/work-items?reference=F-1").json()["items"]
    assert item["document"] == {"total": 5}


def test_what_cannot_be_looked_at_says_why(client: Reader) -> None:
    other = upload(client, "orders.pdf", b"%PDF")
    assert other.status_code == 415
    assert "It is no CSV, NDJSON or Excel file (.xlsx)." in words_in(other.text)
    refused = upload(client, "orders.csv", b"")
    assert refused.status_code == 422
    assert "The file is empty" in refused.text
    lines = upload(client, "orders.ndjson", b"{}").headers["location"]
    assert "looked at so far" in client.get(lines).text


def test_a_client_sees_what_is_in_stock(place: House, client: Reader) -> None:
    place.client.put("/v1/products/77", {"name": "Original Frankfurter grüne Soße", "on_hand": 12.5})
    said = words_in(client.get("/stock").text)
    assert "Original Frankfurter grüne Soße 77 12.5 0 12.5" in said
    assert "Everything could be filled." in said
    place.client.put("/v1/products/78", {"name": "Next", "on_hand": 1})
    assert "77" not in words_in(client.get("/stock?q=78").text)
    first = client.get("/stock?q=7&limit=1").text
    assert 'href="/stock?q=7&amp;start=78"' in first


def test_what_was_short_is_named_as_people_know_it(place: House, client: Reader, item: str, settings: Settings) -> None:
    place.client.put("/v1/products/91", {"name": "Rhönbräu Klosterbier", "on_hand": 0})
    tenant = UUID(place.platform_admin.get(f"/v1/tenants/{place.slug}").json()["id"])
    asyncio.run(fall_short(settings, tenant, UUID(item), "91"))
    reference = place.client.get(f"/v1/work-items/{item}").json()["reference"]
    said = words_in(client.get("/stock").text)
    assert f"Rhönbräu Klosterbier 91 3 short of 8 asked for by {reference}" in said


async def fall_short(settings: Settings, tenant: UUID, item: UUID, sku: str) -> None:
    """As a reservation leaves it."""
    db = await Database.open(settings)
    async with db.session([tenant]) as session:
        short = {"sku": sku, "asked": Decimal(8), "short": Decimal(3), "work_item_id": item, "run_id": uuid4()}
        session.add(StockOut(tenant_id=tenant, at=datetime.now(UTC), **short))
    await db.close()


@pytest.fixture(scope="module")
def lined(place: House) -> str:
    """A type of work with lines."""
    line = {"type": "object", "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}}}
    schema = {
        "type": "object",
        "properties": {
            "buyer": {"type": "string", "minLength": 1},
            "total": {"type": "number"},
            "lines": {"type": "array", "items": line | {"required": ["sku", "quantity"]}},
        },
        "required": ["buyer", "lines"],
    }
    place.tenant_admin.put("/v1/work-types/lined", {"name": "Lined", "schema": schema})
    return "/submit/form?type=lined"


def test_an_item_is_filled_in_by_hand_and_amended(place: House, client: Reader, lined: str) -> None:
    assert 'name="result/lines/next/sku"' in client.get(lined).text
    typed = {"reference": f"H-{uuid4().hex[:8]}", "result/buyer": "Ernst", "result/total": "1,050.50"}
    refused = client.post(lined, typed | {"result/lines/0/sku": "2", "result/lines/0/quantity": "none"})
    assert refused.status_code == 422
    assert "none is no whole number" in refused.text
    assert 'value="1050.50"' in refused.text
    line = {"result/lines/0/sku": "2", "result/lines/0/quantity": "8"}
    sent = client.post(lined, typed | line)
    assert sent.status_code == 303, sent.text
    address = sent.headers["location"]
    document = {"buyer": "Ernst", "total": 1050.5, "lines": [{"sku": "2", "quantity": 8}]}
    assert place.client.get(f"/v1/work-{address[1:]}").json()["document"] == document
    assert "Another item has this one" in client.post(lined, typed | line).text
    assert "Fill this in" in client.post(lined, {"result/buyer": "Ernst"}).text
    amended = typed | line | {"document_version": "1", "result/lines/4/sku": "3", "result/lines/4/quantity": "0"}
    refused = client.post(f"{address}/amend", amended)
    assert (refused.status_code, "At least 1" in refused.text) == (422, True)
    assert client.post(f"{address}/amend", amended | {"result/lines/4/quantity": "1"}).headers["location"] == address
    found = place.client.get(f"/v1/work-{address[1:]}").json()
    assert (found["document_version"], found["document"]["lines"][1]) == (2, {"sku": "3", "quantity": 1})
    mine = amended | {"result/buyer": "Hanna", "result/lines/4/quantity": "5"}
    place.client.patch(f"/v1/work-{address[1:]}", {"document": {"buyer": "Otto", "total": 7}})
    overtaken = client.post(f"{address}/amend", mine)
    assert overtaken.status_code == 409
    said = words_in(overtaken.text)
    assert "Amended meanwhile, to Otto" in said
    assert "Amended meanwhile, to 2, 8; 3, 1" in said  # mine began with version 1
    assert all(f'value="{text}"' in overtaken.text for text in ("Hanna", "7", "5"))
    assert client.post(f"{address}/amend", mine | {"document_version": "9"}).status_code == 404
    mine |= {"document_version": "3", "result/total": "7"}
    assert client.post(f"{address}/amend", mine).headers["location"] == address
    document = place.client.get(f"/v1/work-{address[1:]}").json()["document"]
    assert (document["buyer"], document["total"], document["lines"][1]["quantity"]) == ("Hanna", 7, 5)


def test_a_client_sees_what_an_item_waits_for(place: House, client: Reader, item: str) -> None:
    said = words_in(client.get(f"/items/{item}").text)
    assert "waits for a person" in said
    assert "It is done by then, as promised" in said
    task = place.operator.post("/v1/tasks/claim", {}).json()
    while task["task"]["work_item"]["id"] != item:
        task = place.operator.post("/v1/tasks/claim", {}).json()
    assert "a person is at it" in words_in(client.get(f"/items/{item}").text)
