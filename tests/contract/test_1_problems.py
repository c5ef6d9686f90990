"""CONTRACT 1, errors: one form for all, and who is told what of whom."""

import hashlib
from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.api.conftest import House, pointers, problem
from tests.contract.places import Place

Kept = Callable[[str], list[str]]


def test_an_error_is_a_problem_document(place: Place) -> None:
    """§1 Errors are RFC 9457 `application/problem+json`: `type` (`urn:bpo:<code>`, e.g. `urn:bpo:lease-lost`),
    `title`, `status`, `detail`, and"""
    answer = place.ann.post(f"/v1/tasks/{place.task()['id']}/renew", {"lease_token": 1})
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert (document["type"], document["status"]) == ("urn:bpo:lease-lost", 409)
    assert document.keys() == {"type", "title", "status", "detail"}
    assert document["title"]
    assert document["detail"]


def test_a_member_that_a_body_does_not_know_is_422_but_for_a_documents_own(place: Place) -> None:
    """§1 A member that a request body does not know is 422 (a document's own members are its schema's affair)"""
    body = {"type": place.work_type(), "reference": "x", "document": {"anything": {"at": "all"}}}
    answer = place.house.client.post("/v1/work-items", body | {"more": 1})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/more"])
    assert place.house.client.post("/v1/work-items", body).status_code == 201


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"x"'])
def test_json_of_the_wrong_shape_is_422_and_never_400(place: Place, body: bytes) -> None:
    """§1 JSON of the wrong shape is 422, never 400."""
    for caller, method, path in (
        (place.house.client, "POST", "/v1/orders"),
        (place.admin, "PUT", "/v1/queues/q"),
        (place.ann, "POST", "/v1/tasks/claim"),
        (place.house.client, "POST", "/v1/work-items/bulk"),
    ):
        assert problem(caller.send(method, path, body)) == (422, "invalid"), path


def test_a_key_is_stored_as_sha_256_and_a_password_as_argon2id(house: House, kept: Kept) -> None:
    """§1 stored as SHA-256

    §1 passwords are argon2id."""
    made = house.tenant_admin.made(f"/v1/tenants/{house.slug}/api-keys", {"name": "K", "role": "client"})
    digest = hashlib.sha256(made["key"].encode()).hexdigest()
    assert kept(f"select encode(digest, 'hex') from api_keys where id = '{made['id']}'") == [digest]  # noqa: S608 - no input
    person = {"email": f"{uuid4().hex}@x.test", "name": "P", "role": "client", "password": "correct horse battery"}
    user = house.tenant_admin.made("/v1/users", person)["id"]
    (password,) = kept(f"select password_hash from users where id = '{user}'")  # noqa: S608 - no input
    assert password.startswith("$argon2id$")


def test_a_key_of_a_tenant_is_about_that_tenant(house: House, neighbour: House) -> None:
    """§1 Tenant: a key of role `client` or `tenant_admin` belongs to one tenant, and the request is about that one."""
    for role in ("client", "tenant_admin"):
        caller = house.callers[role]
        assert caller.get("/v1/me").json()["tenants"] == [house.slug]
        assert caller.get(f"/v1/work-types/order?tenant={house.slug}").status_code == 200
        assert problem(caller.get(f"/v1/work-types/order?tenant={neighbour.slug}")) == (404, "not-found")
    assert house.tenant_admin.get("/v1/queues/orders").json()["tenant"] == house.slug


def test_a_list_is_items_and_next_cursor_of_50_unless_a_limit_says_otherwise(place: Place) -> None:
    """§1 Lists: `?limit=` (1–200, default 50) and `?cursor=` (only `A–Z a–z 0–9 - _`); answer `{"items": [...],
    "next_cursor": "..."|null}`."""
    items = [{"key": f"c{number:03}", "name": "C"} for number in range(51)]
    assert place.admin.post("/v1/customers/bulk", {"items": items}).json()["accepted"] == 51
    page = place.admin.get("/v1/customers").json()
    assert (page.keys(), len(page["items"])) == ({"items", "next_cursor"}, 50)
    rest = place.admin.get(f"/v1/customers?cursor={page['next_cursor']}").json()
    assert (len(rest["items"]), rest["next_cursor"]) == (1, None)
    assert set(page["next_cursor"]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
