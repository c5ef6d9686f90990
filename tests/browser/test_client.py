"""A client sends a file with two bad rows, fills in one by hand, and follows an item to its end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tenants.settings import Settings
from tests.api.conftest import House
from tests.api.importing import do_import
from tests.browser.conftest import Seat
from tests.browser.standard import Watched

LINE = {"type": "object", "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer"}}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "customer": {"type": "string"},
        "ship_to": {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}}},
        "total": {"type": "number", "minimum": 0},
        "lines": {"type": "array", "items": LINE | {"required": ["sku", "quantity"]}},
    },
    "required": ["total"],
}
FILE = "Order ID,Customer name,shipCity,Amount\nA-1,Ernst Handel,Graz,5\nA-2,Hanari Carnes,Rio,many\nA-3,Que,Rio,-4\n"


@pytest.fixture
def shop(new_house: Callable[[], House]) -> House:
    house = new_house()
    assert house.tenant_admin.put("/v1/work-types/order", {"name": "Order", "schema": SCHEMA}).status_code == 200
    return house


@pytest.fixture
def watched(shop: House, seat: Seat) -> Watched:
    return seat(shop, "client", name="Anneliese Hohenzollern-Sigmaringen")


def test_a_client_sends_a_file_and_follows_an_item_to_its_end(
    shop: House, watched: Watched, settings: Settings, tmp_path: Path
) -> None:
    page = watched.page
    page.goto("/submit")
    watched.complaints.clear()
    watched.hold()
    rows = tmp_path / "orders.csv"
    rows.write_text(FILE)
    page.set_input_files("#file", rows)
    page.click("text=Look at it")
    expect(page.get_by_role("heading", level=1)).to_have_text("What are its columns?")
    expect(page.get_by_label("shipCity is")).to_have_value("ship_to.city")
    expect(page.get_by_label("Customer name is")).to_have_value("customer")
    watched.hold()
    page.get_by_label("Amount is").select_option("total")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=looked at so far")
    do_import(settings, page.url.rpartition("/")[2])
    expect(page.get_by_role("heading", level=1)).to_have_text("1 row can be sent. 2 rows have a fault.")
    watched.hold()
    with page.expect_download() as given:
        page.click("text=Download the 2")
    assert "A-3,Que,Rio,-4" in Path(given.value.path()).read_text("utf-8-sig")
    page.click("text=Send 1")
    page.wait_for_selector("text=looked at so far")
    do_import(settings, page.url.rpartition("/")[2])
    page.click("text=To the items")
    page.click("text=A-1")
    expect(page.get_by_text("waits for a person")).to_be_visible()
    watched.hold()
    say_and_attach(page, tmp_path)
    _complete(shop)
    page.reload()
    expect(page.locator(".task-head [data-state=closed]")).to_be_visible()
    expect(page.get_by_text("waits for a person")).to_have_count(0)
    watched.hold()


def say_and_attach(page: Page, tmp_path: Path) -> None:
    page.fill("#text", "Please do not hold the soup for the dumplings.")
    page.click("text=Send")
    page.wait_for_selector("text=do not hold the soup")
    note = tmp_path / "note.txt"
    note.write_text("two dozen")
    page.set_input_files("#attached", note)
    page.click("text=Attach >> nth=-1")
    page.wait_for_selector('a[title="note.txt"]')


def test_a_client_fills_in_an_order_by_keyboard_and_amends_it(shop: House, watched: Watched) -> None:
    page, keys = watched.page, watched.page.keyboard
    page.goto("/items")
    watched.complaints.clear()
    watched.hold()
    keys.press("c")
    page.wait_for_url("**/submit/form")
    expect(page.get_by_label("Reference")).to_be_focused()
    keys.type("H-1")
    page.fill("#f-total", "none")
    for number, (sku, quantity) in enumerate((("2", "8"), ("64", "3"), ("9", "9"))):
        page.get_by_role("button", name="Add a line").press("Enter")
        expect(page.locator(f"#f-lines-{number}-sku")).to_be_focused()
        keys.type(sku)
        keys.press("Tab")
        keys.type(quantity)
    watched.hold()
    page.get_by_role("button", name="Remove").nth(2).press("Enter")
    keys.press("Control+Enter")
    page.wait_for_selector("text=none is no amount")
    watched.complaints.clear()  # the browser says that the answer was a 422
    watched.hold()
    page.fill("#f-total", "12.50")
    keys.press("Control+Enter")
    page.wait_for_url("**/items/*")
    keys.press("a")
    page.wait_for_url("**/amend")
    watched.hold()
    page.fill("#f-lines-1-quantity", "4")
    page.fill("#f-total", "13")
    (item,) = shop.client.get("/v1/work-items?reference=H-1").json()["items"]
    shop.client.patch(f"/v1/work-items/{item['id']}", {"document": {"customer": "Ernst Handel", "total": 99}})
    keys.press("Control+Enter")
    expect(page.locator(".meanwhile")).to_have_text(["Amended meanwhile", "Amended meanwhile, to 99"])
    expect(page.locator("#f-customer")).to_have_value("Ernst Handel")
    expect(page.locator("#f-total")).to_have_value("13")
    watched.complaints.clear()  # the browser says that the answer was a 409
    watched.hold()
    keys.press("Control+Enter")
    page.wait_for_selector("text=version 3")
    (item,) = shop.client.get("/v1/work-items?reference=H-1").json()["items"]
    lines = [{"sku": "2", "quantity": 8}, {"sku": "64", "quantity": 4}]
    assert item["document"] == {"customer": "Ernst Handel", "total": 13, "lines": lines}
    page.goto("/stock")
    watched.hold()


def _complete(house: House) -> None:
    """What an operator does with the one task that there is."""
    claimed = house.operator.post("/v1/tasks/claim", {}).json()
    kinds = house.tenant_admin.get(f"/v1/task-types/{claimed['task']['type']}").json()
    done = {"lease_token": claimed["lease"]["token"], "disposition": kinds["dispositions"][0], "result": {}}
    answer = house.operator.post(f"/v1/tasks/{claimed['task']['id']}/complete", done)
    assert answer.status_code == 200, answer.text
