"""A lead drills from a number to the tasks behind it, moves a batch by keyboard, finds out why one is there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.api.conftest import House
from tests.browser.conftest import Seat


@pytest.fixture
def busy(new_house: Callable[[], House]) -> House:
    """A client with three orders that wait."""
    made = new_house()
    made.tenant_admin.put("/v1/queues/desk", {"name": "Personenschäden mit Auslandsbezug und Regress"})
    for nth in range(3):
        made.client.made("/v1/orders", {"reference": f"B-{nth}", "document": {"total": 5}})
    return made


def test_from_a_number_to_a_batch_that_is_moved(busy: House, seat: Seat) -> None:
    watched = seat(busy, "supervisor", name="Maximiliane Freifrau von Schönberg-Hohenstein")
    page = watched.page
    page.wait_for_url("**/board")
    watched.complaints.clear()
    watched.hold()
    page.click('a[aria-label="Ready: 3"]')
    page.wait_for_selector("tbody[data-rows] tr:nth-child(3)")
    watched.hold()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.inner_text("[data-listbar-count]") == "2"
    watched.hold()
    page.keyboard.press("t")
    expect(page.locator(".notice.is-bad")).to_contain_text("Choose the queue that they go to.")
    expect(page.locator("[data-listbar-count]")).to_have_text("2")
    watched.complaints.clear()  # a browser calls every 422 an error
    watched.hold()
    page.select_option('select[name="queue"]', "desk")
    page.keyboard.press("t")
    page.wait_for_selector("#jobs-job .notice")
    watched.hold()


def test_why_a_task_is_where_it_is_and_the_rules_behind_it(busy: House, seat: Seat) -> None:
    watched = seat(busy, "auditor")
    page = watched.page
    watched.complaints.clear()
    page.goto(f"/tasks?tenant={busy.slug}")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector(".decision")
    watched.hold()
    page.click(".decision p a")
    page.wait_for_selector("table.rules")
    watched.hold()
    for path in ("/rules", "/people", f"/items?tenant={busy.slug}"):
        page.goto(path)
        watched.hold()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_selector("#item-history")
    watched.hold()
