"""People on pages: made, changed by whoever may, kept out, given keys that are shown once."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import House
from tests.api.pages.conftest import PASSWORD, Reader, words_in

ACCOUNTS = "/people/accounts"


@pytest.fixture
def operator(house: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(house, "operator", skills={"orders": 2})


def record(house: House, reader: Reader) -> dict[str, Any]:
    found: dict[str, Any] = house.platform_admin.get(f"/v1/users/{reader.person}").json()
    return found


def filled(**changed: Any) -> dict[str, Any]:
    return {"name": "Ana", "email": f"{uuid4().hex[:10]}@bpo.test", "role": "operator", "password": PASSWORD} | changed


def test_an_administrator_makes_an_operator_with_skills_and_queues(
    house: House, readers: dict[str, Reader], log_in: Callable[[str, str], httpx.Client]
) -> None:
    fields = filled(tenants=[house.slug], skills="orders 4, spanish", capacity="3", queues=["orders"])
    made = readers["platform_admin"].post(ACCOUNTS, fields)
    assert made.status_code == 303, words_in(made.text)
    person = house.platform_admin.get(f"/v1/users/{made.headers['location'].rpartition('/')[2]}").json()
    assert (person["skills"], person["capacity"], person["queues"]) == ({"orders": 4, "spanish": 1}, 3, ["orders"])
    assert log_in(fields["email"], PASSWORD).get("/work").status_code == 200


def test_what_is_wrong_with_a_person_is_said_at_its_field(readers: dict[str, Reader], operator: Reader) -> None:
    bad = filled(name="", email="nobody", skills="orders 99", capacity="many", password="short")
    said = words_in(readers["platform_admin"].post(ACCOUNTS, bad).text)
    for message in (
        "no e-mail address",
        "A name, of",
        "levels are 1 to 10",
        "from 1 to 1,000",
        "At least 8 characters.",
    ):
        assert message in said
    taken = readers["platform_admin"].post(ACCOUNTS, filled(email=operator.email))
    assert taken.status_code == 422
    assert "has this e-mail address already" in words_in(taken.text)


def test_a_client_s_administrator_makes_people_of_their_own_and_no_operator(
    house: House, readers: dict[str, Reader]
) -> None:
    admin = readers["tenant_admin"]
    assert admin.post(ACCOUNTS, filled(role="operator")).status_code == 403
    made = admin.post(ACCOUNTS, filled(role="client"))
    person = house.platform_admin.get(f"/v1/users/{made.headers['location'].rpartition('/')[2]}").json()
    assert (person["role"], person["tenants"]) == ("client", [house.slug])
    page = words_in(admin.get(ACCOUNTS).text)
    assert "Ana" in page
    assert readers["operator"].email not in page


def test_a_team_lead_changes_what_an_operator_can_and_nothing_else(
    house: House, readers: dict[str, Reader], operator: Reader
) -> None:
    path, lead = f"{ACCOUNTS}/{operator.person}", readers["supervisor"]
    page = lead.get(path).text
    assert 'name="skills"' in page
    assert 'name="name"' not in page
    assert "Keep out" not in words_in(page)
    shown = {"revision": re.findall(r'name="revision" value="(\d+)"', page)[0]}
    sent = shown | {"has_skills": "yes", "skills": "orders 7", "has_name": "yes", "name": "Somebody else"}
    assert lead.post(path, sent).status_code == 303
    assert (record(house, operator)["skills"], record(house, operator)["name"]) == ({"orders": 7}, "operator & sons")
    assert lead.post(path, sent | {"skills": "orders 8"}).status_code == 412
    assert lead.post(f"{path}/active", {"active": "no"}).status_code == 403
    assert lead.post(f"{path}/password", {"password": PASSWORD}).status_code == 403


def test_who_is_kept_out_is_out_at_once_and_let_in_again(
    house: House, readers: dict[str, Reader], operator: Reader
) -> None:
    path, admin = f"{ACCOUNTS}/{operator.person}", readers["platform_admin"]
    assert admin.post(f"{path}/active", {"active": "no"}).status_code == 303
    assert operator.get("/work").headers["location"].startswith("/login")
    assert "kept out" in words_in(admin.get(path).text)
    assert admin.post(f"{path}/active", {"active": "yes"}).status_code == 303
    assert record(house, operator)["active"] is True


def test_who_lost_a_password_is_given_another_and_begins_anew(
    readers: dict[str, Reader], operator: Reader, log_in: Callable[[str, str], httpx.Client]
) -> None:
    path = f"{ACCOUNTS}/{operator.person}/password"
    assert readers["platform_admin"].post(path, {"password": "short"}).status_code == 422
    assert readers["platform_admin"].post(path, {"password": "another good one"}).status_code == 303
    assert operator.get("/work").headers["location"].startswith("/login")
    own = f"{ACCOUNTS}/{readers['platform_admin'].person}/password"
    assert readers["platform_admin"].post(own, {"password": "another good one"}).status_code == 403
    assert log_in(operator.email, "another good one").get("/work").status_code == 200


def test_a_key_is_shown_once_works_and_is_revoked(operator: Reader, readers: dict[str, Reader], base_url: str) -> None:
    path = f"{ACCOUNTS}/{operator.person}"
    issued = operator.post(f"{path}/keys", {"key_name": "my script", "key_lasts": "30"})
    (key,) = set(re.findall(r"bpo_operator_\w+", issued.text))
    asked = {"authorization": f"Bearer {key}"}
    assert httpx.get(f"{base_url}/v1/me", headers=asked, timeout=30).status_code == 200
    page = operator.get(path).text
    assert "my script" in words_in(page)
    assert key not in page
    assert "my script" not in readers["supervisor"].get(path).text
    (revoke,) = re.findall(r'action="([^"]+/revoke)"', page)
    assert readers["auditor"].post(revoke).status_code == 404
    assert operator.post(revoke).status_code == 303
    assert httpx.get(f"{base_url}/v1/me", headers=asked, timeout=30).status_code == 401


def test_the_list_of_people_names_their_clients(house: House, readers: dict[str, Reader], operator: Reader) -> None:
    name = house.platform_admin.get(f"/v1/tenants/{house.slug}").json()["name"]
    assert name != house.slug
    assert f"{operator.email} {name} orders" in words_in(readers["supervisor"].get(ACCOUNTS).text)
