"""Of several things that are wrong with a request, the first in the contract's order answers.

§1 Checked in this order, the first that fails answers: 401, 403 (role), 404, 413, 415, 400 (not JSON), 422 (shape;
query), Idempotency-Key (replay, 422, 409), 412, 409 (state, lease), 422 (content: schema, disposition, form), 409
(`reference` taken).
"""

import pytest

from tests.api.conftest import House, pointers, problem

TOO_LARGE = b'{"name": "' + b"x" * 1024 * 1024 + b'"}'
NOT_JSON = b"{"
SHAPELESS = b'{"name": 1}'


def test_a_key_is_asked_for_before_anything_else(house: House) -> None:
    answer = house.client.http.put("/v1/queues/orders", content=TOO_LARGE)
    assert problem(answer) == (401, "unauthenticated")


def test_the_role_comes_before_the_resource(house: House) -> None:
    assert problem(house.operator.put("/v1/queues/orders?tenant=nobody", NOT_JSON)) == (403, "forbidden")


def test_a_suspended_tenant_is_refused_before_its_body_is_read(house: House) -> None:
    slug = house.platform_admin.made(
        "/v1/tenants", {"slug": f"s{house.slug[1:]}", "name": "S", "timezone": "UTC", "country": "DE"}
    )["slug"]
    house.platform_admin.post(f"/v1/tenants/{slug}/suspend")
    answer = house.platform_admin.put(f"/v1/queues/orders?tenant={slug}", NOT_JSON)
    assert problem(answer) == (403, "tenant-suspended")
    assert house.platform_admin.get(f"/v1/queues?tenant={slug}").status_code == 200


@pytest.mark.parametrize("item", ["none", "01a22040-0000-7000-8000-000000000000"])
def test_who_asks_comes_before_the_id(house: House, item: str) -> None:
    path = f"/v1/work-items/{item}/reopen"
    assert problem(house.client.http.post(path)) == (401, "unauthenticated")
    assert problem(house.client.post(path)) == (403, "forbidden")
    assert problem(house.supervisor.post(path, NOT_JSON)) == (404, "not-found")
    assert problem(house.tenant_admin.get("/v1/rulesets/order/versions/none")) == (404, "not-found")


def test_a_missing_resource_comes_before_the_body(house: House) -> None:
    assert problem(house.tenant_admin.post("/v1/rulesets/nothing/check", TOO_LARGE)) == (404, "not-found")
    assert problem(house.platform_admin.put("/v1/queues/x?tenant=nobody", TOO_LARGE)) == (404, "not-found")


def test_the_size_comes_before_the_media_type(house: House) -> None:
    answer = house.tenant_admin.put("/v1/queues/orders", TOO_LARGE, content_type="text/plain")
    assert problem(answer) == (413, "too-large")


def test_a_stream_is_not_read_beyond_its_limit(house: House) -> None:
    chunks = (b"x" * 65536 for _ in range(64))
    answer = house.client.http.put(
        "/v1/queues/orders", content=chunks, headers={"authorization": f"Bearer {house.tenant_admin.key}"}
    )
    assert problem(answer) == (413, "too-large")


@pytest.mark.parametrize(
    "media_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/json; charset=latin-1",
    ],
)
def test_the_media_type_comes_before_the_json(house: House, media_type: str) -> None:
    answer = house.tenant_admin.put("/v1/queues/orders", NOT_JSON, content_type=media_type)
    assert problem(answer) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "application/merge-patch+json", "Application/JSON"]
)
def test_json_may_be_called_by_its_other_names(house: House, media_type: str) -> None:
    answer = house.tenant_admin.put("/v1/queues/named", {"name": "Named"}, content_type=media_type)
    assert answer.status_code in (200, 201)


def test_the_json_comes_before_the_missing_tenant_and_its_shape(house: House) -> None:
    assert problem(house.platform_admin.put("/v1/queues/orders", NOT_JSON)) == (400, "not-json")
    assert problem(house.platform_admin.put("/v1/queues/orders", {"name": "x"})) == (422, "tenant-required")


@pytest.mark.parametrize(
    "path", ["/v1/work-items/bulk", "/v1/customers/bulk", "/v1/products/bulk", "/v1/imports?type=order"]
)
def test_the_media_type_of_a_stream_comes_before_the_missing_tenant(house: House, path: str) -> None:
    answer = house.platform_admin.post(path, b"x", content_type="text/plain")
    assert problem(answer) == (415, "unsupported-media-type")
    answer = house.platform_admin.post(path, b"{}", content_type="application/x-ndjson")
    assert problem(answer) == (422, "tenant-required")


def test_the_shape_comes_before_the_idempotency_key_and_that_before_the_state(house: House) -> None:
    path = "/v1/rulesets/order/publish"
    assert pointers(house.tenant_admin.post(path, {"comment": 1}, idempotency_key="a b")) == ["/comment"]
    bad_key = house.tenant_admin.post(path, {}, idempotency_key="a b")
    assert (problem(bad_key), pointers(bad_key)) == ((422, "invalid"), ["Idempotency-Key"])
    assert problem(house.tenant_admin.post(path, {}, idempotency_key="good")) == (409, "draft-unchanged")


def test_the_precondition_comes_before_the_content(house: House) -> None:
    content = {"name": "Orders", "lease": "PT48H"}
    answer = house.tenant_admin.put("/v1/queues/orders", content, if_match='"nothing"')
    assert problem(answer) == (412, "precondition-failed")
    answer = house.tenant_admin.put("/v1/queues/orders", content)
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/lease"])


def test_the_schema_comes_before_the_reference(house: House) -> None:
    house.client.post("/v1/orders", {"reference": "once", "document": {"total": 1}})
    answer = house.client.post("/v1/orders", {"reference": "once", "document": {"total": -1}})
    assert (problem(answer), pointers(answer)) == ((422, "invalid"), ["/document/total"])
    assert problem(house.client.post("/v1/orders", {"reference": "once", "document": {"total": 1}})) == (
        409,
        "reference-taken",
    )


def test_a_tenant_that_is_not_there_comes_before_a_bad_query(house: House) -> None:
    for path in ("/v1/work-items", "/v1/tasks", "/v1/queues", "/v1/audit", "/v1/users", "/v1/stock-outs"):
        answer = house.platform_admin.get(f"{path}?tenant=nobody&limit=0")
        assert problem(answer) == (404, "not-found"), path


def test_staff_may_name_the_tenant_where_it_is_not_needed(house: House, neighbour: House) -> None:
    item = house.client.made("/v1/orders", {"reference": "named", "document": {"total": 1}})["id"]
    for path in (f"/v1/work-items/{item}", f"/v1/work-items/{item}/history"):
        assert house.platform_admin.get(f"{path}?tenant={house.slug}").status_code == 200
        assert problem(house.platform_admin.get(f"{path}?tenant={neighbour.slug}")) == (404, "not-found")
    assert house.platform_admin.get(f"/v1/tenants?tenant={house.slug}").status_code == 200


def test_a_person_that_has_changed_is_said_before_what_they_cannot_be(house: House) -> None:
    path = f"/v1/users/{house.people['auditor']}"
    for changes, code in (({"tenants": ["nowhere"]}, (412, "precondition-failed")), ({"tenants": 5}, (422, "invalid"))):
        assert problem(house.platform_admin.patch(path, changes, if_match='"another"')) == code
    assert problem(house.platform_admin.patch(path, {"tenants": ["nowhere"]})) == (422, "invalid")
