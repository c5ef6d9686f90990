"""The same POST with the same Idempotency-Key is done once, and answered as the first time."""

import threading
from uuid import uuid4

import httpx

from tests.api.conftest import House, problem


def test_a_repeated_post_gives_the_first_answer_again(house: House) -> None:
    """§1 The same key and body (byte by byte) gives the first answer again with `Idempotency-Replayed: true`"""
    body = {"name": "once", "role": "client"}
    path, key = f"/v1/tenants/{house.slug}/api-keys", uuid4().hex
    first = house.tenant_admin.post(path, body, idempotency_key=key)
    again = house.tenant_admin.post(path, body, idempotency_key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {name: value for name, value in first.json().items() if name != "key"}


def test_another_body_under_the_same_key_is_refused(house: House) -> None:
    """§1 another body is 422 `idempotency-key-reused`"""
    key = uuid4().hex
    house.client.made("/v1/orders", {"reference": f"r{key}", "document": {"total": 1}}, idempotency_key=key)
    other = house.client.post("/v1/orders", {"reference": f"r{key}", "document": {"total": 2}}, idempotency_key=key)
    assert problem(other) == (422, "idempotency-key-reused")
    spaced = f'{{"reference": "r{key}",  "document": {{"total": 1}}}}'.encode()
    assert problem(house.client.post("/v1/orders", spaced, idempotency_key=key)) == (422, "idempotency-key-reused")


def test_a_key_belongs_to_its_path_with_the_query(house: House) -> None:
    """§1 It belongs to the tenant (for staff: the person) and the path with its query, for 48 h."""
    key, body = uuid4().hex, {"reference": uuid4().hex, "document": {"total": 1}}
    house.client.made("/v1/orders", body, idempotency_key=key)
    elsewhere = house.client.post(f"/v1/orders?tenant={house.slug}", body, idempotency_key=key)
    assert problem(elsewhere) == (409, "reference-taken")


def test_a_query_may_be_long(house: House) -> None:
    """§1 It belongs to the tenant (for staff: the person) and the path with its query, for 48 h."""
    key, long = uuid4().hex, "".join(uuid4().hex for _ in range(200))
    for query in (long, f"{long}2"):
        body = {"reference": uuid4().hex, "document": {"total": 1}}
        made = house.client.made(f"/v1/orders?x={query}", body, idempotency_key=key)
        again = house.client.post(f"/v1/orders?x={query}", body, idempotency_key=key)
        assert (again.headers.get("idempotency-replayed"), again.json()["id"]) == ("true", made["id"])


def test_a_key_belongs_to_the_tenant_or_to_the_person_of_staff(house: House, neighbour: House) -> None:
    """§1 It belongs to the tenant (for staff: the person) and the path with its query, for 48 h."""
    key, body = uuid4().hex, {"reference": uuid4().hex, "document": {"total": 1}}
    made = house.client.made("/v1/orders", body, idempotency_key=key)
    shared = house.tenant_admin.post("/v1/orders", body, idempotency_key=key)
    assert (shared.headers["idempotency-replayed"], shared.json()["id"]) == ("true", made["id"])
    assert neighbour.client.made("/v1/orders", body, idempotency_key=key)["id"] != made["id"]
    path = f"/v1/orders?tenant={house.slug}"
    assert problem(house.supervisor.post(path, body, idempotency_key=key)) == (409, "reference-taken")
    body["reference"] = uuid4().hex
    assert house.supervisor.made(path, body, idempotency_key=key)
    assert problem(house.platform_admin.post(path, body, idempotency_key=key)) == (409, "reference-taken")


def test_a_refused_request_leaves_its_key_free(house: House) -> None:
    """§1 Only answers below 300 are remembered: after any other the same key tries anew."""
    key, reference = uuid4().hex, uuid4().hex
    bad = house.client.post("/v1/orders", {"reference": reference, "document": {}}, idempotency_key=key)
    assert problem(bad) == (422, "invalid")
    assert house.client.made("/v1/orders", {"reference": reference, "document": {"total": 1}}, idempotency_key=key)


def test_of_twins_in_flight_one_is_done_and_nobody_waits_for_ever(house: House) -> None:
    """§1 a twin in flight 409 `in-flight`."""
    key, body = uuid4().hex, {"name": "twin", "role": "client"}
    path = f"/v1/tenants/{house.slug}/api-keys"
    answers: list[httpx.Response] = []

    def send() -> None:
        answers.append(house.tenant_admin.post(path, body, idempotency_key=key))

    twins = [threading.Thread(target=send) for _ in range(8)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.json()["id"] for answer in done}) == 1
    assert len([answer for answer in done if "idempotency-replayed" not in answer.headers]) == 1
    for answer in answers:
        if answer not in done:
            assert problem(answer) == (409, "in-flight")
            assert answer.headers["retry-after"]


def test_a_key_must_be_visible_ascii(house: House) -> None:
    """§1 `Idempotency-Key` (1–255 visible ASCII) is taken on every POST."""
    for key in (b"", b"a b", b"x" * 256, b"\xe4"):
        answer = house.client.http.post(
            "/v1/orders",
            json={"reference": "x", "document": {"total": 1}},
            headers={b"authorization": f"Bearer {house.client.key}".encode(), b"idempotency-key": key},
        )
        assert problem(answer) == (422, "invalid")
        assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"
