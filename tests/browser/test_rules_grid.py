"""A tenant's admin changes rules in the grid by keyboard, sees where a real item would go, and publishes; two admins in
one draft lose nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import House
from tests.browser.conftest import Seat
from tests.browser.standard import Watched


@pytest.fixture
def place(new_house: Callable[[], House]) -> House:
    """A client with one order of 600, which went to `orders`."""
    made = new_house()
    made.client.made("/v1/orders", {"reference": "G-1", "document": {"total": 600}})
    return made


def test_a_limit_is_changed_by_keyboard_tried_on_a_real_item_and_published(place: House, seat: Seat) -> None:
    watched = opened(place, seat)
    page = watched.page
    watched.hold()
    press(page, "ArrowRight")
    page.keyboard.type(">= 5x0")
    expect(page.locator("tr.said")).to_contain_text("not `x0`")  # while it is written
    watched.complaints.clear()  # of the 422
    watched.hold()
    press(page, "Escape", "Enter")
    page.keyboard.type(">= 500")
    press(page, "Enter")
    expect(page.locator("#saved")).to_contain_text("Saved")
    press(page, "Escape", "i")
    page.keyboard.type("G-1")
    press(page, "Enter")
    expect(page.locator("tr.matched")).to_contain_text("big")
    expect(page.locator("[data-result]")).to_contain_text('queue: "seniors"')
    watched.hold()
    assert place.tenant_admin.post("/v1/rulesets/order/publish").status_code == 201
    made = place.client.made("/v1/orders", {"reference": "G-2", "document": {"total": 600}})
    assert [task["queue"] for task in made["tasks"]] == ["seniors"]


def test_two_admins_in_one_draft_lose_nothing(place: House, seat: Seat) -> None:
    first, second = opened(place, seat, name="Ana"), opened(place, seat, name="Budi")
    write(first.page, ">= 700")
    expect(first.page.locator("#saved")).to_contain_text("Saved")
    write(second.page, ">= 800")
    told = second.page.locator("#overtaken")
    expect(told).to_contain_text("Ana saved this draft first")
    second.complaints.clear()  # of the 412
    second.hold()
    told.get_by_text("Look at theirs").click()
    expect(second.page.locator("#theirs tbody")).to_contain_text(">= 700")
    second.hold()
    press(second.page, "Escape")
    told.get_by_text("Keep mine").click()
    expect(second.page.locator("#saved")).to_contain_text("Saved")
    assert limit_of(place) == ">= 800"
    second.page.locator("#grid table").press("Control+z")
    expect(second.page.locator("#cell-0-1")).to_have_text(">= 700")  # what was overwritten is one step back
    write(first.page, ">= 900")
    told = first.page.locator("#overtaken")
    expect(told).to_contain_text("Budi saved this draft first")
    first.page.reload()
    expect(first.page.locator("#overtaken")).to_be_visible()  # and what was written is still there
    expect(first.page.locator("#cell-0-1")).to_have_text(">= 900")
    told.get_by_text("Go on from theirs").click()
    expect(first.page.locator("#cell-0-1")).not_to_have_text(">= 900")
    first.page.locator("#grid table").press("Control+z")
    expect(first.page.locator("#cell-0-1")).to_have_text(">= 900")


def opened(place: House, seat: Seat, **record: object) -> Watched:
    """The grid of the orders' rules, with the focus in it."""
    watched = seat(place, "tenant_admin", **record)
    watched.page.goto(f"/rules/{place.slug}/order/edit")
    watched.page.wait_for_selector("main[data-ready]")
    return watched


def write(page: Page, text: str) -> None:
    """Into the first rule's limit."""
    page.locator("#cell-0-1").click()
    page.keyboard.type(text)
    press(page, "Enter")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def limit_of(place: House) -> str:
    draft = place.tenant_admin.get("/v1/rulesets/order/draft").json()
    limit: str = draft["tables"][0]["rules"][0]["when"]["document.total"]
    return limit
