"""A client's own screens: an item followed and spoken of, a file attached, a file of many items, stock."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.api.conftest import House
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


def test_a_file_of_items_is_sent_and_watched(client: Reader) -> None:
    page = client.get("/submit?type=order").text
    assert "total" in words_in(page)
    sent = client.http.post(
        "/submit?type=order&check=true",
        files={"file": ("orders.csv", b"reference,total\nF-1,5\n", "text/csv")},
        headers={"x-csrf-token": csrf_in(client.get("/account").text)},
    )
    assert sent.status_code == 303, sent.text
    assert "0 rows were looked at so far." in words_in(client.get(sent.headers["location"]).text)
    refused = client.http.post(
        "/submit?type=order",
        files={"file": ("orders.pdf", b"%PDF", "application/pdf")},
        headers={"x-csrf-token": csrf_in(client.get("/account").text)},
    )
    assert refused.status_code == 415


def test_a_client_sees_what_is_in_stock(place: House, client: Reader) -> None:
    place.client.put("/v1/products/77", {"name": "Original Frankfurter grüne Soße", "on_hand": 12.5})
    said = words_in(client.get("/stock").text)
    assert "Original Frankfurter grüne Soße 77 12.5 0 12.5" in said
    assert "Everything could be filled." in said
