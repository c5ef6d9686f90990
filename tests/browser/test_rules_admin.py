"""An admin publishes a changed draft with a warning, sees what it changed, and rolls it back."""

import copy
from collections.abc import Callable

from playwright.sync_api import expect

from tests.api.conftest import RULESET, House
from tests.browser.conftest import Seat


def test_an_admin_publishes_a_draft_with_a_warning_and_rolls_back(new_house: Callable[[], House], seat: Seat) -> None:
    house = new_house()
    house.client.made("/v1/orders", {"reference": "Bestellung-11072", "document": {"total": 2000}})
    draft = copy.deepcopy(RULESET)
    (table,) = draft["tables"]
    table["rules"][0]["when"]["document.total"] = ">= 500"
    table["rules"][1] = {**table["rules"][1], "name": "small", "when": {"document.total": "< 400"}}
    assert house.tenant_admin.put("/v1/rulesets/order/draft", draft).status_code == 200
    watched = seat(house, "tenant_admin")
    page = watched.page
    page.goto(f"/rules/{house.slug}/order")
    watched.complaints.clear()
    page.click("nav.views >> text=Tests")
    page.click("text=Take it")
    page.fill("#name", "a big order goes to the seniors")
    page.click("text=Save")
    expect(page.locator(".notice.is-good")).to_contain_text("The test passes.")
    watched.hold()
    page.click("nav.views >> text=Publish >> nth=1")
    expect(page.locator("del", has_text=">= 1000")).to_be_visible()
    watched.hold()
    page.click("section[aria-labelledby=warnings] a")
    page.wait_for_selector("main[data-ready]")
    expect(page.locator("#grid table")).to_be_focused()
    page.goto(f"/rules/{house.slug}/order/publish")
    page.fill("#comment", "from 500 on to the seniors")
    page.click("button:has-text('Publish')")
    expect(page.locator("#confirmed-note")).to_contain_text("Tick this first")
    watched.complaints.clear()  # Chromium says of a 422 that it is one
    page.check("#confirmed")
    page.click("button:has-text('Publish')")
    page.wait_for_url("**/versions?after=2")
    expect(page.locator("ins", has_text=">= 500")).to_be_visible()
    watched.hold()
    back = page.locator("button", has_text="Roll back")
    back.click()
    back = page.locator("button", has_text="Press again")
    back.click()
    page.wait_for_url("**/versions?after=3")
    expect(page.locator("tbody[data-rows] tr").first).to_contain_text("as version 1")
