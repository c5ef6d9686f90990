"""Readers of pages: each with a session of their own, as a browser has it, but without the browser."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest

from command.soak.caller import SHORT_LIVED
from tests.api.conftest import House
from tests.conftest import NO_TLS

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Reader:
    """A person with a session; `person` is their id."""

    http: httpx.Client
    email: str
    person: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=headers)

    def swap(self, path: str, **headers: str) -> httpx.Response:
        """As htmx asks: for parts."""
        return self.http.get(path, headers={"hx-request": "true", **headers})

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """With the token that the reader's own pages hold."""
        token = csrf_in(self.http.get("/account").text)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(path, data={"csrf": token, **(fields or {})}, headers=named)

    def swap_post(self, path: str, fields: dict[str, str] | None = None) -> httpx.Response:
        """As htmx posts."""
        return self.post(path, fields, hx_request="true")


@pytest.fixture(scope="package")
def log_in(base_url: str) -> Iterator[Callable[[str, str], httpx.Client]]:
    """Gives a client with a session; the log-in itself is part of every test that uses it."""
    opened: list[httpx.Client] = []

    def enter(email: str, password: str = PASSWORD) -> httpx.Client:
        named = {"accept": "text/html"}
        client = httpx.Client(base_url=base_url, timeout=30, headers=named, limits=SHORT_LIVED, verify=NO_TLS)
        opened.append(client)
        answer = client.post("/login", data={"email": email, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    yield enter
    for client in opened:
        client.close()


@pytest.fixture(scope="package")
def new_reader(log_in: Callable[[str, str], httpx.Client]) -> Callable[..., Reader]:
    """Makes a person of a house who can log in, and logs them in."""

    def make(house: House, role: str, **record: object) -> Reader:
        email = f"{uuid4().hex[:12]}@{house.slug}.test"
        body = {"email": email, "name": f"{role} & sons", "role": role, "tenants": [house.slug], "password": PASSWORD}
        made = house.platform_admin.made("/v1/users", body | record)
        return Reader(log_in(email, PASSWORD), email, made["id"])

    return make


@pytest.fixture(scope="package")
def readers(house: House, new_reader: Callable[..., Reader]) -> dict[str, Reader]:
    """One of every role, of the house that tests share."""
    roles = ("platform_admin", "supervisor", "operator", "auditor", "tenant_admin", "client")
    return {role: new_reader(house, role, **_record(role)) for role in roles}


def csrf_in(page: str) -> str:
    """The token that a page's forms send along."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found, page
    return found[1]


def words_in(page: str) -> str:
    """What a reader sees of it, as one line."""
    without = re.sub(r"<(script|style|template)\b.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without))).strip()


def _record(role: str) -> dict[str, object]:
    return {"skills": {"orders": 5}} if role in ("operator", "supervisor") else {}
