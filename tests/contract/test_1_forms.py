"""CONTRACT 1, conventions: how ids, times, keys, numbers and problems are written, and how large things may be."""

import re
from http.client import HTTPConnection
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.api.conftest import House, problem
from tests.contract.places import Place, act, on, read

EXACT = "1.10000000000000000000000000000000"
BIG = "x" * (256 * 1024 + 1)


def test_the_base_path_is_v1_json_in_and_out(http: httpx.Client) -> None:
    """§1 Base path `/v1`, JSON in and out."""
    paths = http.get("/openapi.json").json()["paths"]
    assert {path for path in paths if not path.startswith("/v1/")} == {
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/docs",
    }
    assert http.get("/v1/me").headers["content-type"] == "application/problem+json"


def test_ids_are_uuids_of_version_7_times_utc_with_z_and_durations_iso_8601(place: Place) -> None:
    """§1 Ids are UUIDv7 strings, times RFC 3339 in UTC with `Z`, durations ISO 8601."""
    item = place.wants({"queue": place.queue(lease="PT90S"), "due_in": "PT4H"})
    row = place.history(item["id"], "received")[0]
    for made in (item["id"], item["tasks"][0]["id"]):
        assert (UUID(made).version, made) == (7, str(UUID(made)))
    for at in (item["received_at"], item["tasks"][0]["due_at"], row["at"]):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", at)
    assert read(place.admin.get(f"/v1/queues/{item['tasks'][0]['queue']}"))["lease"] == "PT1M30S"


def test_times_are_given_back_in_utc_whatever_their_offset_was(place: Place) -> None:
    """§1 times RFC 3339 in UTC with `Z`"""
    until = {"expires_at": "2099-01-01T00:00:00+05:00"}
    made = place.admin.made(f"/v1/tenants/{place.house.slug}/api-keys", {"name": "k", "role": "client", **until})
    assert made["expires_at"] == "2098-12-31T19:00:00Z"
    claimed = place.claim(place.ann, place.task(type=place.task_type(pend_reasons=["docs"])))
    pended = read(act(place.ann, claimed, "pend", reason="docs", until="2099-01-01T00:00:00-01:00"))
    assert pended["pend"]["until"] == "2099-01-01T01:00:00Z"


@pytest.mark.parametrize("path", ["queues", "calendars", "webhooks"])
def test_keys_that_feel_need_not_name_may_hold_a_hyphen(place: Place, path: str) -> None:
    """§1 keys of queues, calendars, webhooks and tenants (slugs) may also hold `-`."""
    bodies: dict[str, dict[str, Any]] = {
        "queues": {"name": "A"},
        "calendars": {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}},
        "webhooks": {"url": "https://receiver.invalid/", "events": ["*"]},
    }
    assert place.admin.put(f"/v1/{path}/a-b", bodies[path]).status_code == 201
    assert problem(place.admin.put(f"/v1/{path}/-b", bodies[path])) == (422, "invalid")
    slug = f"{place.house.slug}-{path}"
    tenant = {"slug": slug, "name": "T", "timezone": "UTC", "country": "DE"}
    assert place.house.platform_admin.made("/v1/tenants", tenant)["slug"] == slug


@pytest.mark.parametrize(
    "action", [{"raise": {"signal": "a-b"}}, {"start_timer": {"name": "A", "in": "P1D"}}, {"set": {"1x": 1}}]
)
def test_keys_of_signals_timers_and_facts_are_those_that_feel_can_name(place: Place, action: dict[str, Any]) -> None:
    """§1 A *key* that FEEL can name (work type, task type, automation, signal, timer, fact) matches
    `[a-z][a-z0-9_]{0,62}`"""
    key = place.work_type()
    answer = place.admin.put(f"/v1/rulesets/{key}/draft", {"tables": [on("received", action)]})
    assert problem(answer) == (422, "invalid")


def test_numbers_come_back_with_their_digits_and_are_never_binary(place: Place) -> None:
    """§1 Numbers in documents, results, cases and rules are decimals: kept and given back with the digits that were
    sent, computed with 34 significant digits (decimal128), never in binary floating point."""
    sums = {"set": {"sum": "=0.1 + document.n", "third": "=1 / 3", "same": "=document.n"}}
    key = place.work_type(on("received", sums, {"create_task": {"queue": place.queue()}}))
    body = f'{{"type": "{key}", "reference": "exact", "document": {{"n": 0.2, "exact": {EXACT}}}}}'
    made = place.house.client.made("/v1/work-items", body.encode())
    text = place.lead.get(f"/v1/work-items/{made['id']}").text
    assert f'"exact":{EXACT}' in text.replace(" ", "")
    assert '"sum":0.3,' in text.replace(" ", "")
    assert '"third":0.3333333333333333333333333333333333' in text
    claimed = place.claim(place.ann, made["tasks"][0])
    token = claimed["lease"]["token"]
    sent = f'{{"lease_token": {token}, "disposition": "done", "result": {{"n": {EXACT}}}}}'
    assert EXACT in place.ann.post(f"/v1/tasks/{claimed['task']['id']}/complete", sent.encode()).text
    case = f'{{"case": {{"document": {{"n": {EXACT}}}}}}}'
    assert f'"same":{EXACT}' in place.admin.post(f"/v1/rulesets/{key}/evaluate", case.encode()).text.replace(" ", "")


@pytest.mark.parametrize(
    ("limit", "beyond"),
    [
        ("100", "100.0000000000000000001"),
        ("100.0", "100.0000000000000000001"),
        ("1E+2", "100.0000000000000000001"),
        ("100.5", "100.5000000000000000001"),
        ("12345678901234567890.12", "12345678901234567890.13"),
    ],
)
def test_a_schemas_limit_is_compared_exactly(place: Place, limit: str, beyond: str) -> None:
    """§1 Numbers in documents, results, cases and rules are decimals: kept and given back with the digits that were
    sent, computed with 34 significant digits (decimal128), never in binary floating point."""
    key = place.work_type()
    schema = f'{{"name": "Exact", "schema": {{"properties": {{"n": {{"maximum": {limit}}}}}}}}}'
    read(place.admin.put(f"/v1/work-types/{key}", schema.encode()))
    for number, status in ((limit, 201), (beyond, 422)):
        body = f'{{"type": "{key}", "reference": "{number}", "document": {{"n": {number}}}}}'
        assert place.house.client.post("/v1/work-items", body.encode()).status_code == status


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_nan_is_not_json(place: Place, text: str) -> None:
    """§1 (`NaN` is not JSON: 400)."""
    body = f'{{"reference": "x", "document": {{"total": {text}}}}}'
    assert problem(place.house.client.post("/v1/orders", body.encode())) == (400, "not-json")


def test_a_document_has_at_most_1_mib(place: Place) -> None:
    """§1 A document has at most 1 MiB"""
    key = place.work_type()
    fits = {"a": "x" * (1024 * 1024 - 8)}
    body = {"type": key, "reference": "big", "document": fits}
    assert place.house.client.post("/v1/work-items", body).status_code == 201
    over = {**body, "reference": "over", "document": {"a": fits["a"] + "x"}}
    assert problem(place.house.client.post("/v1/work-items", over)) == (413, "too-large")


def test_no_amendment_makes_a_document_larger_than_1_mib(place: Place) -> None:
    """§1 A document has at most 1 MiB"""
    item = place.submit(place.work_type(on("received", {"create_task": {"queue": "unrouted"}})), {"a": "x" * 600_000})
    path = f"/v1/work-items/{item['id']}"
    assert problem(place.house.client.patch(path, {"document": {"b": "x" * 600_000}})) == (413, "too-large")
    assert read(place.house.client.patch(path, {"document": {"a": None, "b": "x" * 600_000}}))["document_version"] == 2


def test_a_result_or_form_has_at_most_256_kib(place: Place) -> None:
    """§1 a result or form 256 KiB (413)"""
    claimed = place.claim(place.ann, place.task())
    for verb, more in (("complete", {"disposition": "done"}), ("draft", {})):
        answer = act(place.ann, claimed, verb, result={"a": BIG}, **more)
        assert problem(answer) == (413, "too-large"), verb
    form = {"name": "T", "dispositions": ["done"], "form": {"description": BIG}}
    assert place.admin.put("/v1/task-types/large", form).status_code in (413, 422)


@pytest.mark.parametrize(
    ("path", "media_type", "most_bytes"),
    [
        ("/v1/work-items/bulk", "application/x-ndjson", 64 * 1024**2),
        ("/v1/products/bulk", "application/json", 64 * 1024**2),
        ("/v1/imports?type=order", "text/csv", 1024**3),
    ],
)
def test_bulk_and_imports_have_limits_of_their_own(
    house: House, base_url: str, path: str, media_type: str, most_bytes: int
) -> None:
    """§1 bulk and imports are streams with limits of their own (64 MiB, 1 GiB)."""
    connection = HTTPConnection(base_url.removeprefix("http://"), timeout=30)
    headers = {"Authorization": f"Bearer {house.client.key}", "Content-Type": media_type}
    connection.request("POST", path, headers=headers | {"Content-Length": str(most_bytes + 1)})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 413
