"""/account: one's own password, sessions and language."""

from collections.abc import Callable

import httpx

from tests.api.conftest import House
from tests.api.pages.conftest import PASSWORD, Reader, words_in


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    house: House, new_reader: Callable[..., Reader], log_in: Callable[..., httpx.Client]
) -> None:
    reader = new_reader(house, "operator")
    elsewhere = log_in(reader.email)
    entered = {"current": PASSWORD, "new": "another password", "again": "another password"}
    answer = reader.post("/account/password", entered)
    assert "Your password is changed" in words_in(answer.text)
    assert reader.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    log_in(reader.email, "another password")


def test_a_password_is_changed_by_who_knows_it_and_says_the_new_one_twice(
    house: House, new_reader: Callable[..., Reader]
) -> None:
    reader = new_reader(house, "operator")
    wrong = {
        "This is not your password.": {"current": "wrong", "new": "another password", "again": "another password"},
        "At least 8 characters.": {"current": PASSWORD, "new": "short", "again": "short"},
        "This is not the same.": {"current": PASSWORD, "new": "another password", "again": "another pasword"},
    }
    for said, entered in wrong.items():
        answer = reader.post("/account/password", entered)
        assert answer.status_code == 422
        assert said in answer.text
        assert answer.text.count('aria-invalid="true"') == 1
        assert "another password" not in answer.text


def test_guessing_the_password_of_an_open_session_is_counted_too(
    house: House, new_reader: Callable[..., Reader]
) -> None:
    reader = new_reader(house, "operator")
    entered = {"current": "wrong", "new": "another password", "again": "another password"}
    statuses = [reader.post("/account/password", entered).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_one_s_sessions_are_listed_and_ended_but_nobody_else_s(
    house: House, new_reader: Callable[..., Reader], log_in: Callable[..., httpx.Client]
) -> None:
    reader, other = new_reader(house, "operator"), new_reader(house, "operator")
    elsewhere = log_in(reader.email)
    page = reader.get("/account").text
    assert "2 sessions" in words_in(page)
    (end,) = [part.split('"')[0] for part in page.split('action="')[1:] if part.startswith("/account/sessions/")]
    assert other.post(end).status_code == 404
    assert elsewhere.get("/account").status_code == 200
    assert reader.post(end).status_code == 303
    assert elsewhere.get("/account").status_code == 303


def test_a_chosen_language_goes_before_that_of_the_browser(house: House, new_reader: Callable[..., Reader]) -> None:
    reader = new_reader(house, "operator")
    assert '<html lang="en">' in reader.get("/account").text
    assert '<html lang="id">' in reader.get("/account", **{"accept-language": "id-ID,en;q=0.5"}).text
    reader.post("/account/language", {"locale": "id"})
    assert '<html lang="id">' in reader.get("/account", **{"accept-language": "en"}).text
    reader.post("/account/language", {"locale": "en"})
    assert '<html lang="en">' in reader.get("/account", **{"accept-language": "id"}).text


def test_sessions_and_passwords_are_in_the_audit(house: House, new_reader: Callable[..., Reader]) -> None:
    reader = new_reader(house, "client")
    reader.post("/account/password", {"current": PASSWORD, "new": "another password", "again": "another password"})
    reader.post("/logout")
    rows = house.tenant_admin.get("/v1/audit?limit=200").json()["items"]
    done = [row["action"] for row in rows if row["actor"].get("id") == reader.person]
    assert done == ["session.begun", "user.password_changed", "session.ended"]
