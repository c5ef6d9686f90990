"""An admin sets a tenant up: a type of work, a queue and a type of task, from nothing."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import expect

from tests.api.conftest import House
from tests.browser.conftest import Seat


def test_an_admin_adds_a_work_type_a_queue_and_a_task_type_from_nothing(
    new_house: Callable[[], House], seat: Seat
) -> None:
    slug = f"e{uuid4().hex[:10]}"
    house = House(slug, {"platform_admin": new_house().platform_admin})
    house.platform_admin.made(
        "/v1/tenants", {"slug": slug, "name": "Acme", "timezone": "Europe/Berlin", "country": "DE"}
    )
    watched = seat(house, "tenant_admin", name="Karl-Friedrich Müller-Lüdenscheidt")
    page = watched.page
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url(f"**/setup/{slug}/start")
    watched.complaints.clear()
    watched.hold()
    page.click(".button.primary")
    page.fill("#name", "Order")
    page.fill("#target", "2 d")
    page.fill("#f-fields-0-name", "total")
    page.select_option("#f-fields-0-kind", "number")
    page.check("#f-fields-0-required")
    expect(page.locator("pre.schema")).to_contain_text('"total"')
    watched.hold()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/work-types")
    watched.hold()
    page.click(".because a")
    page.fill("#name", "Orders desk")
    page.fill("#skills", "credit 3")
    watched.hold()
    page.click("button:has-text('Save')")
    page.wait_for_url("**/queues")
    page.click("nav.views >> text=Types of task")
    page.wait_for_url("**/task-types")
    page.keyboard.press("a")
    page.fill("#name", "Order review")
    page.fill("#dispositions", "approved\nrejected")
    page.fill("#checklist", "Compare the total")
    page.fill("#f-fields-0-name", "reason")
    expect(page.locator("#setup-beside .dispositions")).to_contain_text("Rejected")
    watched.hold()
    page.click("button:has-text('Save')")
    expect(page.locator("tbody[data-rows]")).to_contain_text("Order review")
    page.goto(f"/setup/{slug}/calendars/-")
    page.fill("#mon", "09:00-17:00")
    expect(page.locator("#setup-beside")).to_contain_text("Monday")
    watched.hold()


def test_on_a_phone_it_is_seen_where_in_the_set_up_one_is(new_house: Callable[[], House], seat: Seat) -> None:
    house = new_house()
    page = seat(house, "tenant_admin").page
    page.set_viewport_size({"width": 390, "height": 844})
    for part in ("start", "calendars", "webhooks"):
        page.goto(f"/setup/{house.slug}/{part}")
        expect(page.locator("nav.views a[aria-current]")).to_be_in_viewport(ratio=1)
