"""A client's keys and webhooks on pages: shown once, told what they are told, sent again."""

import re
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import House
from tests.api.pages.conftest import Reader, words_in


@pytest.fixture
def hook(house: House, readers: dict[str, Reader]) -> str:
    """The path of a new webhook of the house; nobody answers at its address."""
    key = f"hook-{uuid4().hex[:8]}"
    fields = {"key": key, "url": "https://hooks.example.com/in", "events": ["work_item.received", "task.completed"]}
    added = readers["client"].post(f"/setup/{house.slug}/webhooks", fields)
    assert re.search(r"whsec_[\w+/]+", added.text), words_in(added.text)
    return f"/setup/{house.slug}/webhooks/{key}"


def test_a_client_s_administrator_issues_a_key_that_works_and_revokes_it(
    house: House, readers: dict[str, Reader], base_url: str
) -> None:
    path, admin = f"/setup/{house.slug}/keys", readers["tenant_admin"]
    issued = admin.post(path, {"key_name": "shop", "key_role": "client", "key_lasts": "365"})
    (key,) = set(re.findall(r"bpo_client_\w+", issued.text))
    asked = {"authorization": f"Bearer {key}"}
    assert httpx.get(f"{base_url}/v1/me", headers=asked, timeout=30).json()["role"] == "client"
    page = admin.get(path).text
    assert key not in page
    (revoke,) = re.findall(r'<th scope="row">shop</th>.*?action="([^"]+/revoke)"', page, re.DOTALL)
    assert admin.post(revoke).status_code == 303
    assert httpx.get(f"{base_url}/v1/me", headers=asked, timeout=30).status_code == 401
    refused = admin.post(path, {"key_name": "", "key_role": "operator"})
    assert refused.status_code == 422
    assert "Choose one of these." in words_in(refused.text)


def test_a_webhook_is_added_changed_and_given_another_secret(
    house: House, readers: dict[str, Reader], hook: str
) -> None:
    client, listed = readers["client"], hook.rpartition("/")[0]
    assert "an item was received, a task was completed" in words_in(client.get(listed).text)
    before = client.get(hook).text
    assert "whsec_" not in before
    assert client.post(hook, {"url": "https://hooks.example.com/new", "events": "*"}).status_code == 303
    assert "https://hooks.example.com/new" in client.get(hook).text
    assert re.search(r"whsec_[\w+/]+", client.post(f"{hook}/rotate").text)
    for bad, said in ((" http://127.0.0.1/", "begins with https"), ("https://10.0.0.1/", "and is public")):
        refused = client.post(hook, {"url": bad, "events": "*"})
        assert refused.status_code == 422
        assert said in words_in(refused.text)
    again = client.post(listed, {"key": hook.rpartition("/")[2], "url": "https://hooks.example.com/", "events": "*"})
    assert "There is one of this name." in words_in(again.text)
    assert client.post(f"{hook}/remove").status_code == 303
    assert client.get(hook).status_code == 404


def test_messages_of_a_webhook_are_seen_and_sent_again(house: House, readers: dict[str, Reader], hook: str) -> None:
    made = house.client.made("/v1/orders", {"reference": f"hook-{uuid4().hex[:8]}", "document": {"total": 1}})
    page = readers["client"].get(hook).text
    assert f"/items/{made['id']}" in page
    assert "waits" in words_in(page)
    (message,) = re.findall(r'name="ids" value="([^"]+)"', page)
    assert readers["client"].post(f"{hook}/redeliver", {"ids": message}).status_code == 303
    assert readers["client"].post(f"{hook}/redeliver", {"hours": "24"}).status_code == 303


def test_nobody_sets_up_another_s_client(neighbour: House, readers: dict[str, Reader]) -> None:
    for what in ("keys", "webhooks", "webhooks/any"):
        assert readers["tenant_admin"].get(f"/setup/{neighbour.slug}/{what}").status_code == 404


def test_who_belongs_to_one_client_is_led_to_its_set_up(house: House, readers: dict[str, Reader]) -> None:
    assert readers["client"].get("/setup").headers["location"] == f"/setup/{house.slug}/webhooks"
    assert house.slug in readers["platform_admin"].get("/setup").text
