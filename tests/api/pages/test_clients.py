"""Setting a client up on one page: with a process whose first item is routed, somebody to log in, and a key."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from packs.pack import read_pack
from tests.api.conftest import House
from tests.api.pages.conftest import PASSWORD, Reader, csrf_in, words_in
from tests.conftest import ADMIN_KEY


@pytest.fixture(scope="module")
def platform_admin(house: House, new_reader: Callable[..., Reader]) -> Reader:
    return new_reader(house, "platform_admin")


def wanted(**changed: str) -> dict[str, Any]:
    slug = f"c{uuid4().hex[:10]}"
    return {"slug": slug, "name": "Ernst Handel", "country": "AT", "timezone": "Europe/Vienna", "process": ""} | changed


def test_a_client_is_set_up_with_a_process_and_its_first_item_is_routed(platform_admin: Reader, base_url: str) -> None:
    fields = wanted(process="order_handling", email=f"{uuid4().hex[:8]}@handel.test", password=PASSWORD)
    page = platform_admin.post("/new-client", fields)
    assert page.status_code == 200, words_in(page.text)
    (key,) = set(re.findall(r"bpo_client_\w+", page.text))
    document = {
        "number": "1",
        "customer": "ERNSH",
        "ordered_on": "2026-01-05",
        "required_on": "2026-02-05",
        "ship_to": {"name": "Ernst Handel", "street": "Kirchgasse 6", "city": "Graz", "country": "Austria"},
        "lines": [{"sku": "39", "quantity": 2, "unit_price": 18}],
        "total": 36,
        "freight": 5,
    }
    sent = httpx.post(
        f"{base_url}/v1/orders",
        json={"reference": "1", "document": document},
        headers={"authorization": f"Bearer {key}"},
        timeout=30,
    )
    assert sent.status_code == 201, sent.text
    assert sent.json()["decision"]["matched"]
    assert set(read_pack("order_handling").work_types) == {"order"}
    with httpx.Client(base_url=base_url, timeout=30) as browser:
        entered = browser.post("/login", data={"email": fields["email"], "password": PASSWORD})
        assert entered.status_code == 303


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(platform_admin: Reader, house: House) -> None:
    bad = wanted(slug="No Slug", country="Austria", timezone="Vienna", process="none-such", email="nobody", name="")
    page = platform_admin.post("/new-client", bad)
    assert page.status_code == 422
    said = words_in(page.text)
    for message in (
        "a letter first",
        "such as DE",
        "such as Europe/Berlin",
        "Choose one of these",
        "no e-mail address",
    ):
        assert message in said
    taken = platform_admin.post("/new-client", wanted(slug=house.slug))
    assert taken.status_code == 422
    assert "Another client is called so." in words_in(taken.text)


def test_a_client_is_suspended_and_let_go_on(platform_admin: Reader, base_url: str) -> None:
    fields = wanted()
    assert platform_admin.post("/new-client", fields).status_code == 200
    for verb, state in (("suspend", "suspended"), ("resume", "active")):
        assert platform_admin.post(f"/clients/{fields['slug']}/{verb}").status_code == 303
        answer = httpx.get(
            f"{base_url}/v1/tenants/{fields['slug']}", headers={"authorization": f"Bearer {ADMIN_KEY}"}, timeout=30
        )
        assert answer.json()["state"] == state
    assert platform_admin.post(f"/clients/{fields['slug']}/melt").status_code == 404


def test_a_client_is_set_up_from_nothing_and_its_first_item_is_routed(platform_admin: Reader, base_url: str) -> None:
    fields = wanted(process="own", work="Rücksendung", queue="Returns desk") | {
        "field_name": ["Ship to", "Total", "Sent on", ""],
        "field_kind": ["text", "number", "day", "text"],
        "field_needed": ["yes", "yes", "no", "yes"],
    }
    page = platform_admin.post("/new-client", fields)
    assert page.status_code == 200, words_in(page.text)
    (key,) = set(re.findall(r"bpo_client_\w+", page.text))
    asked = {"authorization": f"Bearer {key}"}
    item = {"type": "rucksendung", "reference": "1", "document": {"ship_to": "Graz", "total": 5}}
    sent = httpx.post(f"{base_url}/v1/work-items", json=item, headers=asked, timeout=30)
    assert sent.status_code == 201, sent.text
    assert sent.json()["tasks"][0]["queue"] == "returns-desk"
    item |= {"reference": "2", "document": {"ship_to": "Graz", "sent_on": "yesterday"}}
    refused = httpx.post(f"{base_url}/v1/work-items", json=item, headers=asked, timeout=30)
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/document/total", "/document/sent_on"}


def test_what_is_wrong_with_a_process_is_said_at_its_field(platform_admin: Reader) -> None:
    fields = wanted(process="own", work="7", queue="") | {
        "field_name": ["Total", "total"],
        "field_kind": ["number", "number"],
        "field_needed": ["yes", "yes"],
    }
    page = platform_admin.post("/new-client", fields)
    assert page.status_code == 422
    assert words_in(page.text).count("A name that begins with a letter.") == 2
    assert "Each has a name of its own" in words_in(page.text)


def test_a_client_is_erased_by_who_types_its_short_name(platform_admin: Reader) -> None:
    slug = str(wanted()["slug"])
    assert platform_admin.post("/new-client", wanted(slug=slug)).status_code == 200
    refused = platform_admin.post(f"/clients/{slug}/erase", {"confirm": slug.upper()})
    assert refused.status_code == 422
    assert "This is not its short name." in words_in(refused.text)
    erased = platform_admin.post(f"/clients/{slug}/erase", {"confirm": slug})
    assert erased.headers["location"].startswith("/clients?job=")
    assert platform_admin.get(f"/clients/{slug}").status_code == 404
    assert slug not in platform_admin.get(erased.headers["location"]).text


def test_the_administrator_of_a_new_installation_logs_in_with_the_key(base_url: str) -> None:
    with httpx.Client(base_url=base_url, timeout=30) as browser:
        entered = browser.post("/login", data={"email": "administrator@localhost", "password": ADMIN_KEY})
        assert entered.status_code == 303
        assert browser.get("/").headers["location"] == "/clients"
        assert csrf_in(browser.get("/new-client").text)
        refused = browser.post("/login", data={"email": "administrator@localhost", "password": ADMIN_KEY[:-1]})
        assert refused.status_code == 422


def test_a_key_is_no_password_for_somebody_else(base_url: str, house: House, new_reader: Callable[..., Reader]) -> None:
    email = new_reader(house, "auditor").email
    with httpx.Client(base_url=base_url, timeout=30) as browser:
        assert browser.post("/login", data={"email": email, "password": ADMIN_KEY}).status_code == 422
