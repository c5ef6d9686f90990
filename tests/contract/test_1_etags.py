"""ETags, If-Match and If-None-Match on what PUT and PATCH change."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller, House, problem

RESOURCES = ["/v1/queues/{}", "/v1/work-types/{}", "/v1/task-types/{}", "/v1/customers/{}", "/v1/products/{}"]
CONTENT: dict[str, dict[str, Any]] = {"task-types": {"dispositions": ["done"]}, "products": {"on_hand": 1}}


@pytest.mark.parametrize("template", RESOURCES)
def test_a_first_put_makes_and_later_ones_change(house: House, template: str) -> None:
    """§1 A first PUT of a key 201, later ones 200

    §1 ETag (strong, opaque) on what PUT or PATCH changes; `If-Match` and `If-None-Match: *` are honoured (412),
    neither is required."""
    path, caller = template.format(f"k{uuid4().hex[:8]}"), house.tenant_admin
    made = put_as(caller, path, "One", if_none_match="*")
    assert made.status_code == 201
    assert caller.get(path).headers["etag"] == made.headers["etag"]
    assert problem(put_as(caller, path, "Two", if_none_match="*")) == (412, "precondition-failed")
    changed = put_as(caller, path, "Two", if_match=made.headers["etag"])
    assert (changed.status_code, changed.json()["name"]) == (200, "Two")
    assert changed.headers["etag"] != made.headers["etag"]
    assert problem(put_as(caller, path, "Three", if_match=made.headers["etag"])) == (412, "precondition-failed")
    assert put_as(caller, path, "Three", if_match=f'"x", {changed.headers["etag"]}').status_code == 200
    assert put_as(caller, path, "Four", if_match="*").status_code == 200
    assert put_as(caller, path, "Five").status_code == 200


@pytest.mark.parametrize("template", RESOURCES)
def test_what_is_not_there_matches_nothing(house: House, template: str) -> None:
    """§1 `If-Match` and `If-None-Match: *` are honoured (412), neither is required."""
    path = template.format(f"k{uuid4().hex[:8]}")
    assert problem(put_as(house.tenant_admin, path, "One", if_match="*")) == (412, "precondition-failed")
    assert problem(put_as(house.tenant_admin, path, "One", if_match='"1"')) == (412, "precondition-failed")
    assert problem(house.tenant_admin.get(path)) == (404, "not-found")


def test_a_weak_tag_never_matches(house: House) -> None:
    """§1 ETag (strong, opaque) on what PUT or PATCH changes"""
    path = f"/v1/queues/k{uuid4().hex[:8]}"
    tag = put_as(house.tenant_admin, path, "One").headers["etag"]
    assert problem(put_as(house.tenant_admin, path, "Two", if_match=f"W/{tag}")) == (412, "precondition-failed")
    assert problem(put_as(house.tenant_admin, path, "Two", if_match="nonsense")) == (412, "precondition-failed")


def test_a_tenant_a_person_and_a_draft_have_tags_too(house: House) -> None:
    """§1 ETag (strong, opaque) on what PUT or PATCH changes"""
    for path, change in (
        (f"/v1/tenants/{house.slug}", {"name": "Acme & Co"}),
        (f"/v1/users/{house.people['auditor']}", {"name": "Another"}),
    ):
        tag = house.platform_admin.get(path).headers["etag"]
        assert house.platform_admin.patch(path, change, if_match=tag).status_code == 200
        assert problem(house.platform_admin.patch(path, change, if_match=tag)) == (412, "precondition-failed")
    path = "/v1/rulesets/order/draft"
    draft = house.tenant_admin.get(path)
    tag = draft.headers["etag"]
    assert house.tenant_admin.put(path, draft.json(), if_match=tag).headers["etag"] != tag
    assert problem(house.tenant_admin.put(path, draft.json(), if_match=tag)) == (412, "precondition-failed")


def put_as(caller: Caller, path: str, name: str, **headers: str) -> httpx.Response:
    return caller.put(path, {"name": name} | CONTENT.get(path.split("/")[2], {}), **headers)


def test_an_item_has_a_tag_for_what_patch_changes_of_it(house: House) -> None:
    path = f"/v1/work-items/{house.client.made('/v1/orders', {'reference': 'tagged', 'document': {'total': 1}})['id']}"
    first = house.client.get(path).headers["etag"]
    amended = house.client.patch(path, {"document": {"total": 2}}, if_match=first)
    second = amended.headers["etag"]
    assert (amended.status_code, second) == (200, house.client.get(path).headers["etag"])
    assert second != first
    assert problem(house.client.patch(path, {"priority": 70}, if_match=first)) == (412, "precondition-failed")
    third = house.client.patch(path, {"priority": 70}, if_match=second).headers["etag"]
    assert third != second
    assert problem(house.client.patch(path, {}, if_none_match="*")) == (412, "precondition-failed")
