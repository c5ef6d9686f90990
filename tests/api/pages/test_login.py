"""/login, /logout: who comes in, how often one may try, and what the cookie is."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import House
from tests.api.pages.conftest import PASSWORD, Reader, csrf_in, words_in


@pytest.fixture
def anybody(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=30, headers={"accept": "text/html"}) as client:
        yield client


def test_the_right_password_begins_a_session(house: House, new_reader: Callable[..., Reader]) -> None:
    reader = new_reader(house, "operator")
    page = reader.get("/account")
    assert page.status_code == 200
    assert "operator & sons" in words_in(page.text)
    assert reader.get("/login").headers["location"] == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    house: House, new_reader: Callable[..., Reader]
) -> None:
    reader = new_reader(house, "auditor")
    answer = reader.http.post("/login", data={"email": reader.email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("bpo_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_password_and_an_unknown_address_read_the_same(
    house: House, new_reader: Callable[..., Reader], anybody: httpx.Client
) -> None:
    reader = new_reader(house, "client")
    said = [
        words_in(anybody.post("/login", data={"email": email, "password": "wrong"}).text)
        for email in (reader.email, f"{uuid4().hex}@nowhere.test")
    ]
    assert said[0] == said[1]
    assert "do not match" in said[0]
    assert "4 more tries" in said[0]


def test_the_sixth_try_within_a_minute_is_refused_even_with_the_right_password(
    house: House, new_reader: Callable[..., Reader], anybody: httpx.Client
) -> None:
    reader = new_reader(house, "client")
    for _ in range(5):
        assert anybody.post("/login", data={"email": reader.email, "password": "wrong"}).status_code == 422
    answer = anybody.post("/login", data={"email": reader.email.upper(), "password": PASSWORD})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "set-cookie" not in answer.headers
    other = anybody.post("/login", data={"email": f"{uuid4().hex}@x.test", "password": "wrong"})
    assert other.status_code == 422


def test_who_is_not_logged_in_comes_back_to_where_they_were_going(
    house: House, new_reader: Callable[..., Reader], anybody: httpx.Client
) -> None:
    away = anybody.get("/account?x=1")
    assert (away.status_code, away.headers["location"]) == (303, "/login?next=/account%3Fx%3D1")
    assert 'name="next" value="/account?x=1"' in anybody.get(away.headers["location"]).text
    reader = new_reader(house, "client")
    entered = {"email": reader.email, "password": PASSWORD, "next": "/account?x=1"}
    assert anybody.post("/login", data=entered).headers["location"] == "/account?x=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/a\r\nx: y"]
)
def test_nobody_is_led_to_another_site(
    house: House, new_reader: Callable[..., Reader], anybody: httpx.Client, elsewhere: str
) -> None:
    reader = new_reader(house, "client")
    answer = anybody.post("/login", data={"email": reader.email, "password": PASSWORD, "next": elsewhere})
    assert answer.headers["location"] == "/"


def test_a_swap_without_a_session_sends_the_browser_to_log_in(anybody: httpx.Client) -> None:
    answer = anybody.get("/account", headers={"hx-request": "true", "hx-current-url": "http://x/account?tab=1"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/login?next=/account%3Ftab%3D1"


def test_after_logging_out_the_cookie_is_nobody_s(house: House, new_reader: Callable[..., Reader]) -> None:
    reader = new_reader(house, "client")
    kept = reader.http.cookies["bpo_session"]
    answer = reader.post("/logout")
    assert answer.headers["location"] == "/login"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    reader.http.cookies.set("bpo_session", kept)
    assert reader.get("/account").headers["location"].startswith("/login")


def test_an_inactive_person_is_out_at_once_and_cannot_come_in(
    house: House, new_reader: Callable[..., Reader], anybody: httpx.Client
) -> None:
    reader = new_reader(house, "operator")
    house.platform_admin.patch(f"/v1/users/{reader.person}", {"active": False})
    assert reader.get("/account").status_code == 303
    assert anybody.post("/login", data={"email": reader.email, "password": PASSWORD}).status_code == 422


def test_a_key_is_no_session_and_a_session_opens_no_api(
    house: House, new_reader: Callable[..., Reader], base_url: str
) -> None:
    with httpx.Client(base_url=base_url, cookies={"bpo_session": house.operator.key}) as with_key:
        assert with_key.get("/account").status_code == 303
    reader = new_reader(house, "operator")
    assert reader.get("/v1/me").status_code == 401


def test_what_changes_something_needs_the_token_of_the_page(house: House, new_reader: Callable[..., Reader]) -> None:
    reader, other = new_reader(house, "client"), new_reader(house, "client")
    theirs = csrf_in(other.get("/account").text)
    for token in ({}, {"csrf": theirs}, {"csrf": "é"}):
        answer = reader.http.post("/account/language", data={"locale": "id", **token})
        assert answer.status_code == 403
        assert "too old" in answer.text
    mine = csrf_in(reader.get("/account").text)
    by_header = reader.http.post("/account/language", data={"locale": "id"}, headers={"x-csrf-token": mine})
    assert by_header.status_code == 303


@pytest.mark.parametrize(
    "header", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}, {"origin": "null"}]
)
def test_what_another_site_sends_is_refused(anybody: httpx.Client, header: dict[str, str]) -> None:
    answer = anybody.post("/login", data={"email": "a@b.test", "password": "x"}, headers=header)
    assert answer.status_code == 403
