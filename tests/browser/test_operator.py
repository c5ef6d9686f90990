"""An operator's day at the keyboard: the next task, three of them finished, one set aside, one lost."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.conftest import House
from tests.api.pages.test_work import REVIEW, RULES
from tests.browser.conftest import Seat


@pytest.fixture(scope="module")
def desk(new_house: Callable[[], House]) -> House:
    made = new_house()
    made.tenant_admin.put("/v1/task-types/review", REVIEW)
    made.tenant_admin.put("/v1/rulesets/order/draft", RULES)
    assert made.tenant_admin.post("/v1/rulesets/order/publish").status_code == 201
    return made


def order(desk: House, total: float = 5218.0, *, lines: int = 1) -> dict[str, Any]:
    line = {"product": "Wimmers gute Semmelknödel", "quantity": 130, "price": 33.25}
    document = {"total": total, "lines": [line] * lines, "customer": "Ernst Handel Lebensmittelgroßhandelsgesellschaft"}
    return desk.client.made("/v1/orders", {"reference": uuid4().hex[:8], "document": document})


def test_three_tasks_by_keyboard_alone(desk: House, seat: Seat) -> None:
    orders = [order(desk) for _ in range(3)]
    watched = seat(desk, "operator", skills={"orders": 5}, name="Siti Nurhaliza Kusumaningtyas Prawirodirdjo")
    page = watched.page
    page.wait_for_selector("text=tasks wait for you")
    watched.hold()

    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Order")
    expect(page.locator("#f-paid")).to_be_focused()
    watched.hold()
    page.keyboard.type("60,40.00")
    page.wait_for_selector("#work-saved:has-text('saved')")
    page.reload()
    expect(page.locator("#f-paid")).to_have_value("60,40.00")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator(".error")).to_have_text("60,40.00 is no amount")
    expect(page.locator("#f-paid")).to_be_focused()
    watched.complaints.clear()  # a browser calls every 422 an error
    watched.hold()
    page.keyboard.press("Control+a")
    page.keyboard.type("6,040.00")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=is done.")
    watched.hold()

    for key in ("2", "1"):
        page.keyboard.press("n")
        expect(page.locator("#f-paid")).to_be_focused()
        page.keyboard.type("10")
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        page.wait_for_selector("text=is done.")
    done = [desk.supervisor.get(f"/v1/tasks/{each['tasks'][0]['id']}").json() for each in orders]
    assert sorted(each["disposition"] for each in done) == ["refuse", "ship_part", "ship_part"]
    assert sorted(each["result"]["paid"] for each in done) == [10, 10, 6040]
    assert watched.complaints == []


def test_a_note_and_what_was_looked_at_are_there_after_a_reload_and_gone_with_the_task(desk: House, seat: Seat) -> None:
    made = order(desk)
    order(desk)
    watched = seat(desk, "operator", skills={"orders": 5})
    page = watched.page
    take(page, made["reference"])
    page.locator("#f-note").fill("They call back on Monday")
    page.locator("input[name=seen]").first.check()
    page.reload()
    expect(page.locator("#f-note")).to_have_value("They call back on Monday")
    expect(page.locator("input[name=seen]").first).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("#f-paid-note.error")).to_be_visible()
    expect(page.locator("#f-note")).to_have_value("They call back on Monday")
    page.fill("#f-paid", "10")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=is done.")
    assert page.evaluate("() => sessionStorage.length") == 0
    page.keyboard.press("n")
    expect(page.locator("#f-paid")).to_be_focused()
    expect(page.locator("#f-note")).to_have_value("")
    watched.complaints.clear()  # a browser calls every 422 an error
    watched.hold()


def test_what_is_being_sent_says_so_and_is_sent_once(desk: House, seat: Seat) -> None:
    made = order(desk)
    page = seat(desk, "operator", skills={"orders": 5}).page
    take(page, made["reference"])
    page.fill("#f-paid", "10")
    page.keyboard.press("Escape")
    on_their_way: list[Route] = []

    def hold(route: Route) -> None:
        on_their_way.append(route)

    page.route("**/finish", hold)
    page.keyboard.press("1")
    expect(page.locator('button[value="ship_part"]')).to_have_attribute("aria-busy", "true")
    page.keyboard.press("1")
    page.keyboard.press("2")
    (only,) = on_their_way
    only.continue_()
    page.wait_for_selector("text=is done.")
    assert len(on_their_way) == 1
    assert desk.supervisor.get(f"/v1/tasks/{made['tasks'][0]['id']}").json()["disposition"] == "ship_part"


def test_on_a_phone_the_first_fault_comes_into_view(desk: House, seat: Seat) -> None:
    made = order(desk, lines=20)
    page = seat(desk, "operator", skills={"orders": 5}).page
    page.set_viewport_size({"width": 390, "height": 844})
    take(page, made["reference"])
    expect(page.locator("#f-paid")).not_to_be_in_viewport()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#f-paid-note.error")).to_be_in_viewport()
    expect(page.locator("#f-paid")).to_be_focused()


def test_why_what_happened_and_the_keys_are_a_key_away(desk: House, seat: Seat) -> None:
    order(desk)
    watched = seat(desk, "operator", skills={"orders": 5})
    page = watched.page
    take(page)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("#because")).to_contain_text("document.total is >= 0")
    page.keyboard.press("h")
    expect(page.locator("section[aria-labelledby=history]")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Ship part")
    watched.hold()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("t")
    expect(page.locator("#f-to")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#work-transfer")).to_be_hidden()
    page.keyboard.press("f")
    expect(page.locator("#f-paid")).to_be_focused()


def test_a_task_is_set_aside_by_p_and_a_number_and_taken_up_again(desk: House, seat: Seat) -> None:
    made = order(desk)
    watched = seat(desk, "operator", skills={"orders": 5})
    page = watched.page
    take(page, made["reference"])
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.locator("#work-pend")).to_be_visible()
    watched.hold()
    page.keyboard.press("2")
    page.wait_for_selector("text=is set aside.")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/pended")
    expect(page.locator("tbody")).to_contain_text("client")
    watched.hold()
    page.get_by_role("button", name="Take up").first.press("Enter")
    expect(page.locator("#f-paid")).to_be_focused()


def test_a_lost_lease_keeps_what_was_typed_and_offers_to_take_it_again(desk: House, seat: Seat) -> None:
    order(desk)
    watched = seat(desk, "operator", skills={"orders": 5})
    page = watched.page
    take(page)
    task = re.search(r"/work/([0-9a-f-]{36})/finish", page.content())
    assert task
    desk.supervisor.post(f"/v1/tasks/{task[1]}/transfer", {"queue": "orders"})
    page.keyboard.type("77")
    expect(page.locator("#work-lost")).to_contain_text("no longer yours")
    watched.complaints.clear()  # a browser calls every 409 an error
    watched.hold()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator(".dispositions")).to_contain_text("Ship part")
    expect(page.locator("#f-paid")).to_have_value("77")
    assert watched.complaints == []


def test_with_nothing_to_do_it_says_so_and_looks_again(desk: House, seat: Seat) -> None:
    watched = seat(desk, "operator", skills={})
    page = watched.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("for you.")
    watched.hold()


def take(page: Page, reference: str | None = None) -> None:
    """The next task; tasks of tests before are finished until it is the one that is asked for."""
    for _ in range(20):
        page.keyboard.press("n")
        expect(page.locator("#f-paid")).to_be_focused()
        if reference is None or reference in page.inner_text("h1"):
            return
        page.keyboard.type("1")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=is done.")
    raise AssertionError(f"{reference} did not come")
