"""An administrator's whole job: a client set up from nothing, its first order routed, and somebody who serves it."""

from uuid import uuid4

import httpx
from playwright.sync_api import Browser, expect

from tests.api.conftest import House
from tests.browser.conftest import PASSWORD, PATIENCE_MS, Seat
from tests.browser.standard import Watched


def test_a_client_from_nothing_to_its_first_order_at_an_operator(
    house: House, seat: Seat, browser: Browser, base_url: str
) -> None:
    slug, watched = f"n{uuid4().hex[:10]}", seat(house, "platform_admin")
    page = watched.page
    page.goto("/clients")
    watched.hold()
    page.keyboard.press("c")
    page.wait_for_url("**/new-client")
    watched.hold()
    company = {"name": "Ana Trujillo", "slug": slug, "country": "MX", "timezone": "America/Mexico_City"}
    for name, text in (company | {"work": "Order", "queue": "Orders desk"}).items():
        page.fill(f"#{name}", text)
    page.get_by_label("Name of field 1").fill("Total")
    page.get_by_label("Kind of field 1").select_option("number")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Trujillo is set up")
    watched.hold()
    order = {"reference": "10308", "document": {"total": 88.8}}
    asked = {"authorization": f"Bearer {page.locator('.issued code').first.inner_text()}"}
    sent = httpx.post(f"{base_url}/v1/orders", json=order, headers=asked, timeout=30)
    assert sent.json()["tasks"][0]["queue"] == "orders-desk", sent.text

    page.get_by_role("link", name="Add an operator").click()
    expect(page.get_by_role("checkbox", name="Ana Trujillo")).to_be_checked()
    email = f"{uuid4().hex[:10]}@bpo.test"
    for name, text in (("name", "Bima Putra"), ("email", email), ("password", PASSWORD), ("skills", "orders 3")):
        page.fill(f"#{name}", text)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bima Putra")
    watched.hold()

    context = browser.new_context(base_url=base_url)
    context.set_default_timeout(PATIENCE_MS)
    operator = Watched(context.new_page())
    operator.page.goto("/login")
    operator.page.fill("#email", email)
    operator.page.fill("#password", PASSWORD)
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_url("**/work")
    operator.page.keyboard.press("n")
    operator.page.wait_for_selector("body.workbench")
    expect(operator.page.get_by_role("heading", level=1)).to_contain_text("10308")
    assert operator.complaints == []
    context.close()


def test_what_administrators_look_after_is_for_everybody(house: House, seat: Seat) -> None:
    house.client.put("/v1/webhooks/erp", {"url": "https://hooks.example.com/in", "events": ["*"]})
    house.client.made("/v1/orders", {"reference": uuid4().hex[:8], "document": {"total": 1}})
    watched = seat(house, "platform_admin")
    for path in (
        *("/administration/health", "/administration/runs", "/administration/audit", "/administration/audit/verify"),
        *(f"/clients/{house.slug}", "/setup", f"/setup/{house.slug}/keys", f"/setup/{house.slug}/webhooks/erp"),
        "/people/accounts",
    ):
        watched.page.goto(path)
        watched.hold()
