"""CONTRACT 5, work in: one item, many items, and what is said of them."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import pointers, problem
from tests.contract.places import Place, on, read

WAIT = on("received", {"create_task": {"queue": "unrouted", "priority": 70, "due_in": "PT4H"}})


@pytest.mark.parametrize("path", ["/v1/orders", "/v1/claims", "/v1/work-items"])
def test_an_item_is_answered_with_its_tasks_and_its_decision(place: Place, path: str) -> None:
    """§5 POST /v1/orders | /v1/claims | /v1/work-items {"type" (implied by the first
    two),"reference","document","priority"?} 201 {"id","type","reference","state","promised_at","tasks":
    [{"id","type","key","queue","priority","due_at","state"}],"decision": {"ruleset","version" (null: nothing
    published),"matched": [{"table","rule"}],"errors": []}}"""
    kind = {"/v1/orders": "order", "/v1/claims": "claim"}.get(path) or place.key("w")
    place.put(f"/v1/work-types/{kind}", {"name": kind, "sla": {"target": "P1D"}})
    place.put(f"/v1/rulesets/{kind}/draft", {"tables": [WAIT]})
    place.admin.post(f"/v1/rulesets/{kind}/publish")
    implied = {} if kind in ("order", "claim") else {"type": kind}
    made = place.house.client.made(path, {"reference": uuid4().hex, "document": {"total": 1}, **implied})
    assert set(made) == {"id", "type", "reference", "state", "promised_at", "tasks", "decision"}
    assert (made["type"], made["state"], made["promised_at"] is None) == (kind, "open", False)
    (task,) = made["tasks"]
    assert set(task) == {"id", "type", "key", "queue", "priority", "due_at", "state"}
    assert (task["queue"], task["priority"], task["state"]) == ("unrouted", 70, "ready")
    assert made["decision"]["matched"] == [{"table": "received", "rule": "rule"}]
    assert (made["decision"]["ruleset"], made["decision"]["errors"]) == (kind, [])


def test_of_a_type_with_nothing_published_the_version_is_null(place: Place) -> None:
    """§5 "version" (null: nothing published)"""
    body = {"type": place.work_type(), "reference": "1", "document": {}}
    decision = place.house.client.made("/v1/work-items", body)["decision"]
    assert (decision["version"], decision["matched"], decision["errors"]) == (None, [], [])


def test_a_reference_is_taken_for_ever_by_its_type(place: Place) -> None:
    """§5 a `reference` (1–200 characters, taken for ever) that the type already has: 409 with `work_item_id`"""
    client, kind = place.house.client, place.work_type(on("received", {"close": {}}))
    body: dict[str, Any] = {"type": kind, "reference": "ü" * 200, "document": {}}
    made = client.made("/v1/work-items", body)
    taken = client.post("/v1/work-items", body)
    assert (problem(taken), taken.json()["work_item_id"]) == ((409, "reference-taken"), made["id"])
    assert client.post("/v1/work-items", body | {"type": place.work_type()}).status_code == 201
    for reference in ("", "x" * 201):
        assert pointers(client.post("/v1/work-items", body | {"reference": reference})) == ["/reference"]


def test_a_type_that_the_tenant_lacks_is_422_at_type(place: Place) -> None:
    """§5 a type that the tenant lacks: 422 at /type"""
    refused = place.house.client.post("/v1/work-items", {"type": "nothing", "reference": "1", "document": {}})
    assert (problem(refused), pointers(refused)) == ((422, "invalid"), ["/type"])


@pytest.mark.parametrize("form", ["application/json", "application/x-ndjson"])
def test_many_are_answered_in_order_each_as_if_posted_alone(place: Place, form: str) -> None:
    """§5 POST /v1/work-items/bulk NDJSON or {"items": [...]}, up to 10,000 → 200 {"accepted","rejected","items":
    [{"status": 201,"id","reference"} | {"status": 4xx,"reference","detail","errors"}]} in order, each as if posted
    alone, committed in groups"""
    kind = place.work_type(schema={"required": ["n"]})
    good, bad = ({"type": kind, "reference": name, "document": {"n": 1}} for name in ("a", "b"))
    bad["document"] = {}
    sent = [good, bad, good, {"reference": "c"}]
    body = (
        b"\n".join(json.dumps(each).encode() for each in sent)
        if form.endswith("ndjson")
        else json.dumps({"items": sent}).encode()
    )
    answer = read(place.house.client.post("/v1/work-items/bulk", body, content_type=form))
    assert (answer["accepted"], answer["rejected"]) == (1, 3)
    first, second, third, fourth = answer["items"]
    assert (first.keys(), first["status"]) == ({"status", "id", "reference"}, 201)
    assert (second["status"], second["reference"]) == (422, "b")
    assert [fault["pointer"] for fault in second["errors"]] == ["/document/n"]
    assert (third["status"], third["reference"], bool(third["detail"])) == (409, "a", True)
    assert (fourth["status"], fourth["reference"]) == (422, "c")


@pytest.mark.parametrize("form", ["application/json", "application/x-ndjson"])
def test_what_json_leaves_open_is_decided_of_each_element_alone(place: Place, form: str) -> None:
    """§5 each as if posted alone"""
    kind = place.work_type()
    deepest, too_deep = ("[" * levels + "]" * levels for levels in (62, 63))
    documents = ['{"n": 1}', f'{{"n": {"1" * 35}}}', '{"n": 1, "n": 2}', f'{{"n": {deepest}}}', f'{{"n": {too_deep}}}']
    sent = [
        f'{{"type": "{kind}", "reference": "{nth}", "document": {document}}}' for nth, document in enumerate(documents)
    ]
    sent.append(f'{{"type": "{kind}", "reference": "\\ud800", "document": {{}}}}')
    body = "\n".join(sent) if form.endswith("ndjson") else f'{{"items": [{", ".join(sent)}]}}'
    answer = read(place.house.client.post("/v1/work-items/bulk", body.encode(), content_type=form))
    assert [(each["status"], each["reference"]) for each in answer["items"]] == [
        (201, "0"),
        (422, "1"),
        (422, "2"),
        (201, "3"),
        (422, "4"),
        (422, None),
    ]
    at = [[fault["pointer"] for fault in each["errors"]] for each in answer["items"] if "errors" in each]
    assert at == [["/document/n"], ["/document/n"], ["/document/n" + "/0" * 62], ["/reference"]]


def test_a_bulk_request_that_is_wrong_as_a_whole_is_refused_as_a_whole(place: Place) -> None:
    """§1 a member that is there twice"""
    client = place.house.client
    for body, at in (('{"items": [], "items": []}', "/items"), ('{"items": {"0": 1}}', "/items"), ("[]", "")):
        refused = client.post("/v1/work-items/bulk", body.encode())
        assert (problem(refused), pointers(refused)) == ((422, "invalid"), [at])


def test_at_most_10000_at_once(place: Place) -> None:
    """§5 NDJSON or {"items": [...]}, up to 10,000"""
    many = b'{"items": [' + b",".join([b"{}"] * 10_001) + b"]}"
    assert problem(place.house.client.post("/v1/work-items/bulk", many)) == (413, "too-large")


def test_many_asked_again_under_one_key_count_what_they_had_made(place: Place) -> None:
    """§5 asked again with the same Idempotency-Key, what it had made counts as accepted with its id"""
    kind, client = place.work_type(), place.house.client
    items: list[dict[str, Any]] = [{"type": kind, "reference": name, "document": {}} for name in ("a", "b")]
    body = {"items": items}
    first = read(client.post("/v1/work-items/bulk", body, idempotency_key="once"))
    again = read(client.post("/v1/work-items/bulk", body, idempotency_key="once"))
    assert again == first
    assert again["accepted"] == 2
    assert read(client.post("/v1/work-items/bulk", body, idempotency_key="other"))["rejected"] == 2
