"""/v1/webhooks: the secret is shown once, what is sent can be looked at and sent again."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from tenants.settings import Settings
from tests.api.conftest import Caller, House, pointers, problem

URL = "https://receiver.invalid/hook"


def put(caller: Caller, key: str, *events: str, url: str = URL, **headers: str) -> httpx.Response:
    return caller.put(f"/v1/webhooks/{key}", {"url": url, "events": list(events) or ["*"]}, **headers)


def some_key() -> str:
    return f"h{uuid4().hex[:8]}"


def test_the_first_put_shows_the_secret_and_no_other_answer_does(house: House) -> None:
    """§5 PUT/GET/DELETE /v1/webhooks/{key} {"url","events": ["task.completed", ...]} → secret once"""
    key = some_key()
    made = put(house.client, key, "task.completed")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    again = put(house.client, key, "task.completed", "task.created")
    assert again.status_code == 200
    read = house.client.get(f"/v1/webhooks/{key}").json()
    assert read["events"] == ["task.completed", "task.created"]
    listed = house.client.get("/v1/webhooks?limit=200").json()["items"]
    assert key in {each["key"] for each in listed}
    assert not [each for each in (again.json(), read, *listed) if "secret" in each]


def test_rotation_gives_another_secret_that_is_not_repeated(house: House) -> None:
    """§1 (without a `key` or `secret` that it held: these are never stored)

    §5 POST .../rotate"""
    key = some_key()
    first = put(house.client, key).json()["secret"]
    once = str(uuid4())
    rotated = house.client.post(f"/v1/webhooks/{key}/rotate", Idempotency_Key=once)
    assert rotated.status_code == 200
    assert rotated.json()["secret"].startswith("whsec_")
    assert rotated.json()["secret"] != first
    replayed = house.client.post(f"/v1/webhooks/{key}/rotate", Idempotency_Key=once)
    assert replayed.headers["idempotency-replayed"] == "true"
    assert "secret" not in replayed.json()


def test_a_key_that_was_deleted_is_a_new_webhook_with_another_secret(house: House) -> None:
    key = some_key()
    first = put(house.client, key).json()["secret"]
    assert house.client.delete(f"/v1/webhooks/{key}").status_code == 204
    for path in ("", "/deliveries"):
        assert problem(house.client.get(f"/v1/webhooks/{key}{path}")) == (404, "not-found")
    for path in ("/rotate", "/redeliver"):
        assert problem(house.client.post(f"/v1/webhooks/{key}{path}")) == (404, "not-found")
    again = put(house.client, key)
    assert again.status_code == 201
    assert again.json()["secret"] != first


def test_faults_are_named(house: House) -> None:
    assert pointers(put(house.client, "hook", url="http://receiver.invalid/")) == ["/url"]
    assert pointers(put(house.client, "hook", url="https://10.0.0.1/")) == ["/url"]
    assert pointers(put(house.client, "hook", "task.claimed")) == ["/events/0"]
    assert pointers(house.client.put("/v1/webhooks/hook", {"url": URL, "events": []})) == ["/events"]


def test_preconditions_are_honoured(house: House) -> None:
    key = some_key()
    tag = put(house.client, key).headers["etag"]
    assert problem(put(house.client, key, if_none_match="*")) == (412, "precondition-failed")
    assert put(house.client, key, if_match=tag).status_code == 200
    assert problem(put(house.client, key, if_match=tag)) == (412, "precondition-failed")


def test_a_neighbour_s_webhook_is_not_there(house: House, neighbour: House) -> None:
    key = some_key()
    put(neighbour.client, key)
    assert problem(house.client.get(f"/v1/webhooks/{key}")) == (404, "not-found")


def test_deliveries_are_listed_oldest_first_in_pages(house: House) -> None:
    """§1 but history, deliveries and audit oldest first.

    §5 GET .../deliveries"""
    key = some_key()
    put(house.client, key, "work_item.received", "task.created")
    item = house.client.made("/v1/orders", {"reference": some_key(), "document": {"total": 1}})
    first = house.client.get(f"/v1/webhooks/{key}/deliveries?limit=1").json()
    second = house.client.get(f"/v1/webhooks/{key}/deliveries?limit=1&cursor={first['next_cursor']}").json()
    shown = [*first["items"], *second["items"]]
    assert second["next_cursor"] is None
    assert [each["type"] for each in shown] == ["work_item.received", "task.created"]
    assert {each["work_item"] for each in shown} == {item["id"]}
    assert {each["state"] for each in shown} == {"pending"}
    house.client.delete(f"/v1/webhooks/{key}")


def test_a_webhook_hears_nothing_of_what_was_before_it_or_is_after_it(house: House) -> None:
    key = some_key()
    house.client.made("/v1/orders", {"reference": some_key(), "document": {"total": 1}})
    put(house.client, key)
    assert house.client.get(f"/v1/webhooks/{key}/deliveries").json()["items"] == []


def test_redelivery_is_a_job_that_names_ids_or_since(house: House) -> None:
    """§5 POST .../redeliver {"since"|"ids"}"""
    key = some_key()
    put(house.client, key)
    path = f"/v1/webhooks/{key}/redeliver"
    since = {"since": "2026-01-01T00:00:00Z"}
    bodies: list[dict[str, Any]] = [{}, since | {"ids": []}]
    for body in bodies:
        assert problem(house.client.post(path, body)) == (422, "invalid")
    begun = house.client.post(path, since)
    assert begun.status_code == 202
    job = house.client.get(f"/v1/jobs/{begun.json()['id']}").json()
    assert (job["kind"], job["state"]) == ("redeliver", "running")


def test_a_put_enables_what_was_disabled(house: House, settings: Settings) -> None:
    """§5 410, or 3 days without any success, disables (seen in GET; PUT enables)."""
    key = some_key()
    put(house.client, key)
    asyncio.run(disable(settings, key))
    disabled = house.client.get(f"/v1/webhooks/{key}").json()
    assert disabled["disabled"]["reason"] == "410 Gone"
    assert put(house.client, key).json()["disabled"] is None


async def disable(settings: Settings, key: str) -> None:
    connection = await asyncpg.connect(settings.database_url)
    try:
        tenants = await connection.fetchval("select array_agg(id) from tenants")
        await connection.execute("select set_config('bpo.tenants', $1::uuid[]::text, false)", tenants)
        await connection.execute(
            "update webhooks set disabled_at = now(), disabled_reason = '410 Gone' where key = $1", key
        )
    finally:
        await connection.close()


def test_staff_name_the_tenant_and_a_suspended_one_reads(new_house: Callable[[], House], admin: Caller) -> None:
    house = new_house()
    assert problem(put(house.supervisor, "hook")) == (422, "tenant-required")
    body = {"url": URL, "events": ["*"]}
    assert house.supervisor.put(f"/v1/webhooks/hook?tenant={house.slug}", body).status_code == 201
    assert admin.post(f"/v1/tenants/{house.slug}/suspend").status_code == 200
    assert problem(put(house.client, "hook")) == (403, "tenant-suspended")
    assert house.client.get("/v1/webhooks/hook").status_code == 200
