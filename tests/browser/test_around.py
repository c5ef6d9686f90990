"""Log-in, account and failures, in a browser."""

from playwright.sync_api import Browser

from tests.api.conftest import House
from tests.browser.conftest import PATIENCE_MS, Seat
from tests.browser.standard import Watched


def test_the_log_in_is_for_everybody(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url)
    context.set_default_timeout(PATIENCE_MS)
    watched = Watched(context.new_page())
    watched.page.goto("/login")
    watched.hold()
    watched.page.fill("#email", "nobody@nowhere.test")
    watched.page.fill("#password", "wrong")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector('[aria-invalid="true"]')
    assert watched.page.input_value("#email") == "nobody@nowhere.test"
    watched.complaints.clear()  # a browser calls every 422 an error
    watched.hold()
    context.close()


def test_one_s_account_and_its_keys(house: House, seat: Seat) -> None:
    watched = seat(house, "auditor", name="Maximiliane Freifrau von Schönberg-Hohenstein")
    page = watched.page
    page.goto("/account")
    watched.hold()
    page.keyboard.press("?")
    page.wait_for_selector("#keys:popover-open")
    assert "My account" in page.inner_text("#keys")
    watched.hold()
    page.keyboard.press("Escape")
    page.wait_for_selector("#keys", state="hidden")
    page.click("text=Log out")
    page.wait_for_url("**/login")


def test_a_page_that_is_not_there_says_so(house: House, seat: Seat) -> None:
    watched = seat(house, "client")
    watched.page.goto("/nothing/there")
    assert watched.page.inner_text("h1") == "There is nothing here."
    watched.complaints.clear()  # a browser calls every 404 an error
    watched.hold()
