"""A browser, and people who sit before it. Without Chromium these tests say that they were skipped."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.api.conftest import House, admin, house, http, neighbour, new_house
from tests.browser.standard import Watched

__all__ = ["admin", "house", "http", "neighbour", "new_house"]

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "correct horse battery"
PATIENCE_MS = 20_000

Seat = Callable[..., Watched]
"""Logs somebody in and gives their page."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def seat(browser: Browser, base_url: str) -> Iterator[Seat]:
    """`seat(house, role, **record)`: a new person of this role, logged in by hand."""
    contexts = []

    def sit(house: House, role: str, **record: object) -> Watched:
        email = f"{uuid4().hex[:12]}@{house.slug}.test"
        body = {"email": email, "name": record.pop("name", "Siti Rahma"), "role": role, "password": PASSWORD}
        house.platform_admin.made("/v1/users", body | {"tenants": [house.slug]} | record)
        context = browser.new_context(base_url=base_url, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto("/login")
        watched.page.fill("#email", email)
        watched.page.fill("#password", PASSWORD)
        watched.page.keyboard.press("Enter")
        watched.page.wait_for_url(lambda url: not url.endswith("/login"))
        return watched

    yield sit
    for context in contexts:
        context.close()
